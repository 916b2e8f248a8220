//! The columns that say what is wrong with a row.

use crate::error::Error;
use arrow_array::{Array, ArrayRef, builder::StringBuilder, new_null_array};
use arrow_schema::DataType;
use std::sync::Arc;

/// What stands where nothing is wrong: nulls, made once.
pub(super) struct Sound(ArrayRef);

impl Sound {
    pub(super) fn new() -> Self {
        Self(new_null_array(&DataType::Utf8, super::ROWS))
    }

    /// Code, field and message for so many rows; the problems by row, from 0.
    pub(super) fn told<'e>(
        &self,
        rows: usize,
        problems: impl IntoIterator<Item = (usize, &'e Error)>,
    ) -> [ArrayRef; 3] {
        let mut problems = problems.into_iter().peekable();
        if problems.peek().is_none() {
            let sound = if rows <= self.0.len() {
                self.0.slice(0, rows)
            } else {
                new_null_array(&DataType::Utf8, rows)
            };
            return [sound.clone(), sound.clone(), sound];
        }
        let mut columns = [StringBuilder::new(), StringBuilder::new(), StringBuilder::new()];
        for row in 0..rows {
            let problem = problems.next_if(|(at, _)| *at == row);
            let [code, field, message] = &mut columns;
            code.append_option(problem.map(|(_, error)| error.code().as_str()));
            field.append_option(problem.map(|(_, error)| error.field()));
            message.append_option(problem.map(|(_, error)| error.message()));
        }
        columns.map(|mut column| Arc::new(column.finish()) as ArrayRef)
    }
}
