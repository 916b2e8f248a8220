use super::board::{Board, LATER};
use super::bound::Bound;
use super::row_tests::{Numbers, small};

#[test]
fn a_thread_is_given_the_bound_that_is_due_and_others_are_forgotten() {
    let mut longest = 0;
    for seed in 0..40 {
        let numbers = &mut Numbers(seed);
        let mut bound = Bound::new(&small(numbers, 2, 5), false).unwrap();
        let threads = 2 + numbers.below(3) as usize;
        let board = Board::new(threads, true);
        let (mut handed, mut held) = (Vec::new(), 0);
        let mut nodes = vec![0; threads];
        for step in 0..300 {
            let thread = numbers.below(threads as u64) as usize;
            nodes[thread] += numbers.below(40);
            board.tell(thread, nodes[thread]);
            if thread + 1 == threads {
                bound.passes = step;
                board.hand(nodes[thread], &bound);
                handed.push((nodes[thread], step));
                held = board.held();
                longest = longest.max(held);
            } else if nodes[thread] / LATER < nodes[threads - 1] {
                // It is told of its nodes a little later than it has them.
                let mine = nodes[thread] + numbers.below(8);
                nodes[thread] = mine;
                if mine / LATER < nodes[threads - 1] {
                    let due = handed.iter().rev().find(|(at, _)| *at <= mine / LATER);
                    let taken = board.take(mine, &mut |_| panic!("no need to wait"));
                    assert_eq!(taken.map(|bound| bound.passes), due.map(|(_, step)| *step), "seed {seed}");
                }
            }
        }
        assert!(held < handed.len(), "seed {seed}: all {held} are held");
    }
    assert!(longest > 10);
}
