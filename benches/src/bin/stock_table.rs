//! How long a table of movements takes from Rust, for `benches/python/stock.py`: `stock_table FILE TURNS` reads an Arrow file,
//! values it so many times, first in, first out, and prints the least seconds.

use arrow_array::RecordBatchIterator;
use arrow_ipc::reader::FileReader;
use backoffice::{
    currency::EUR,
    stock::{Method, Policy},
    table::{self, Reading},
};
use std::{env, error::Error, fs::File, time::Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [file, turns] = arguments.as_slice() else { return Err("stock_table FILE TURNS".into()) };
    let reader = FileReader::try_new(File::open(file)?, None)?;
    let schema = reader.schema();
    let batches: Vec<_> = reader.collect::<Result<_, _>>()?;
    let mut least = f64::INFINITY;
    for _ in 0..turns.parse::<u32>()? {
        let moves = RecordBatchIterator::new(batches.iter().cloned().map(Ok), schema.clone());
        let begun = Instant::now();
        let valued =
            table::stock(moves, &Reading::default(), &[Method::Fifo], &Policy::IFRS_DEFAULT, EUR, 1, |_| {
                true
            })?;
        let out = valued.movements().count();
        least = least.min(begun.elapsed().as_secs_f64());
        if out == 0 {
            return Err("nothing was valued".into());
        }
    }
    println!("{least}");
    Ok(())
}
