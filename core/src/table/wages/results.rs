//! The columns that come out.

use super::{super::column::Kind, fields::Figure, plan::Plan};
use crate::{
    error::{Code, Error, Result},
    tax::wages::{Assessment, Payer},
};
use arrow_array::{
    ArrayRef,
    builder::{Date32Builder, Decimal128Builder, StringBuilder, UInt32Builder},
};
use arrow_schema::DataType;
use std::sync::Arc;

/// A column in the making.
enum Column {
    Amount(Decimal128Builder),
    Day(Date32Builder),
    Whole(UInt32Builder),
    Text(StringBuilder),
}

impl Column {
    fn of(kind: Kind, amount: &DataType, rows: usize) -> Self {
        match kind {
            Kind::Day => Self::Day(Date32Builder::with_capacity(rows)),
            Kind::Whole => Self::Whole(UInt32Builder::with_capacity(rows)),
            Kind::Text | Kind::Flag => Self::Text(StringBuilder::new()),
            Kind::Amount | Kind::Number | Kind::WholeOr { .. } => {
                Self::Amount(Decimal128Builder::with_capacity(rows).with_data_type(amount.clone()))
            }
        }
    }

    fn put(&mut self, figure: Option<Figure>) {
        match (self, figure) {
            (Self::Amount(column), Some(Figure::Amount(amount))) => {
                column.append_value(amount.amount().mantissa());
            }
            (Self::Day(column), Some(Figure::Day(day))) => column.append_value(day.to_epoch_days()),
            (Self::Whole(column), Some(Figure::Whole(number))) => column.append_value(number),
            (Self::Text(column), Some(Figure::Text(text))) => column.append_value(text),
            (Self::Amount(column), _) => column.append_null(),
            (Self::Day(column), _) => column.append_null(),
            (Self::Whole(column), _) => column.append_null(),
            (Self::Text(column), _) => column.append_null(),
        }
    }

    fn finish(self) -> ArrayRef {
        match self {
            Self::Amount(mut column) => Arc::new(column.finish()),
            Self::Day(mut column) => Arc::new(column.finish()),
            Self::Whole(mut column) => Arc::new(column.finish()),
            Self::Text(mut column) => Arc::new(column.finish()),
        }
    }
}

/// The columns of a batch in the making, those passed through excepted.
pub(super) struct Results {
    carried: Vec<Column>,
    lines: Vec<Decimal128Builder>,
    sums: [Decimal128Builder; 2],
    problem: [StringBuilder; 3],
    /// The amounts of the lines of a row.
    row: Vec<Option<i128>>,
}

impl Results {
    pub(super) fn new(plan: &Plan, rows: usize) -> Self {
        let amount = &plan.amount;
        let column = || Decimal128Builder::with_capacity(rows).with_data_type(amount.clone());
        Self {
            carried: plan.carried.iter().map(|(_, kind)| Column::of(*kind, amount, rows)).collect(),
            lines: plan.lines.iter().map(|_| column()).collect(),
            sums: [column(), column()],
            problem: [StringBuilder::new(), StringBuilder::new(), StringBuilder::new()],
            row: vec![None; plan.lines.len()],
        }
    }

    /// Puts a row behind the others.
    pub(super) fn put(&mut self, plan: &Plan, assessed: Result<Assessment>) {
        let sums = assessed.and_then(|assessed| Ok((self.lines(plan, &assessed)?, assessed)));
        let [withheld, employer] = &mut self.sums;
        let [code, field, message] = &mut self.problem;
        match sums {
            Ok(([of_employee, of_employer], assessed)) => {
                for (column, (carried, _)) in self.carried.iter_mut().zip(&plan.carried) {
                    column.put((carried.read)(&assessed.carried));
                }
                for (column, amount) in self.lines.iter_mut().zip(&self.row) {
                    column.append_option(*amount);
                }
                withheld.append_value(of_employee);
                employer.append_value(of_employer);
                for column in [code, field, message] {
                    column.append_null();
                }
            }
            Err(error) => {
                self.carried.iter_mut().for_each(|column| column.put(None));
                self.lines.iter_mut().chain([withheld, employer]).for_each(Decimal128Builder::append_null);
                code.append_value(error.code().as_str());
                field.append_value(error.field());
                message.append_value(error.message());
            }
        }
    }

    /// Sets the lines of a row at their places, and gives what each payer bears.
    fn lines(&mut self, plan: &Plan, assessed: &Assessment) -> Result<[i128; 2]> {
        self.row.fill(None);
        let [mut withheld, mut employer] = [0_i128; 2];
        for line in &assessed.lines {
            let place =
                plan.lines.iter().position(|(code, payer)| *code == line.code && *payer == line.payer);
            let Some(place) = place.and_then(|place| self.row.get_mut(place)) else {
                let message = format!(
                    "a defect of backoffice, please report it: there is no column for `{}`",
                    line.code
                );
                return Err(Error::new(Code::Panic, &line.code, line.amount, message));
            };
            // The amounts of a law are all in its currency, with its minor digits written out.
            let units = line.amount.amount().mantissa();
            *place = Some(place.unwrap_or_default() + units);
            match line.payer {
                Payer::Employee => withheld += units,
                Payer::Employer => employer += units,
            }
        }
        Ok([withheld, employer])
    }

    pub(super) fn finish(self) -> impl Iterator<Item = ArrayRef> {
        let amounts = self.lines.into_iter().chain(self.sums);
        let amounts = amounts.map(|mut column| Arc::new(column.finish()) as ArrayRef);
        let problem = self.problem.into_iter().map(|mut column| Arc::new(column.finish()) as ArrayRef);
        self.carried.into_iter().map(Column::finish).chain(amounts).chain(problem)
    }
}
