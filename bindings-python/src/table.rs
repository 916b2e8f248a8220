//! Tables: streams of Arrow in, streams of Arrow out, by the capsules that all libraries of tables hand over.

use crate::{
    convert::{document, give, take},
    error::{enter_watched, guard, raise},
    law::RulePack,
};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Int64Array, NullArray, RecordBatch, RecordBatchIterator,
    RecordBatchOptions, RecordBatchReader, StringArray, StructArray,
    cast::AsArray,
    ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi, from_ffi_and_data_type},
    ffi_stream::FFI_ArrowArrayStream,
    types::{
        Date32Type, Decimal128Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
        UInt32Type, UInt64Type,
    },
};
use arrow_schema::{ArrowError, DataType, Schema, SchemaRef};
use backoffice::{
    Code, Error, NaiveDate, Problem,
    scheduling::{
        Assignment,
        law::{Facts, Law, Setting},
    },
    table::{self, Reading},
};
use pyo3::{
    intern,
    prelude::*,
    types::{PyCapsule, PyDict, PyList, PyTuple},
};
use serde_json::Value;
use std::{
    ffi::{CStr, c_void},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError},
};

const STREAM: &CStr = c"arrow_array_stream";
const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";

/// A stream of batches that may be handed on to another thread.
pub(crate) type Stream = Box<dyn RecordBatchReader + Send>;

/// What a table holds.
enum Batches {
    /// All of them: given as often as they are asked for.
    Kept(Vec<RecordBatch>),
    /// Reckoned while they are read, once.
    Once(Option<Stream>),
    /// The movements of stock with their costs: made while they are read, as often as they are asked for.
    Stock(Arc<table::Stock>),
}

/// Columns that came out: for anything that takes a stream of Arrow.
#[pyclass(frozen, module = "backoffice")]
pub struct Table {
    schema: SchemaRef,
    batches: Mutex<Batches>,
}

/// A stream whose panics are errors: a caller in C cannot stand them.
struct Guarded<R>(R);

impl<R: RecordBatchReader> Iterator for Guarded<R> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        catch_unwind(AssertUnwindSafe(|| self.0.next())).unwrap_or_else(|_| {
            let message = "a defect of backoffice, please report it: a table was not read to its end";
            Some(Err(ArrowError::ExternalError(Box::new(Error::new(Code::Panic, "people", "", message)))))
        })
    }
}

impl<R: RecordBatchReader> RecordBatchReader for Guarded<R> {
    fn schema(&self) -> SchemaRef {
        self.0.schema()
    }
}

/// The error that a stream ended with.
pub(crate) fn failed(error: ArrowError) -> Error {
    match error {
        ArrowError::ExternalError(error) => match error.downcast::<Error>() {
            Ok(error) => *error,
            Err(other) => Error::invalid("people", other, "the stream of the table ended with this error"),
        },
        other => Error::invalid("people", other, "the stream of the table ended with this error"),
    }
}

/// A stream that came in through a capsule.
///
/// As arrow's own reader, but for columns that are null alone: polars gives them a buffer, which the specification does not
/// know and arrow refuses.
struct Incoming {
    stream: FFI_ArrowArrayStream,
    schema: SchemaRef,
}

/// The beginning of the specification's `struct ArrowArray`.
#[repr(C)]
struct ArrayHead {
    length: i64,
    null_count: i64,
    offset: i64,
    buffer_count: i64,
    child_count: i64,
    buffers: *mut *const c_void,
    children: *mut *mut ArrayHead,
}

fn no_callback() -> ArrowError {
    ArrowError::CDataInterface("the stream lacks a callback, or was read before".into())
}

impl Incoming {
    fn new(mut stream: FFI_ArrowArrayStream) -> Result<Self, ArrowError> {
        let get_schema =
            stream.get_schema().filter(|_| stream.release().is_some()).ok_or_else(no_callback)?;
        let mut schema = FFI_ArrowSchema::empty();
        // SAFETY: the callback of this stream, which is not released, and a place of our own for the schema.
        let status = unsafe { get_schema(&raw mut stream, &raw mut schema) };
        if status != 0 {
            return Err(told(&mut stream, status));
        }
        let schema = Arc::new(Schema::try_from(&schema)?);
        Ok(Self { stream, schema })
    }

    fn batch(&self, mut array: FFI_ArrowArray) -> Result<RecordBatch, ArrowError> {
        let fields = self.schema.fields();
        let head = (&raw mut array).cast::<ArrayHead>();
        for (index, field) in fields.iter().enumerate() {
            // SAFETY: the array is valid by the specification, and has the layout of its struct; what is changed is a count
            // that only readers use.
            unsafe {
                if field.data_type() == &DataType::Null
                    && i64::try_from(index).is_ok_and(|i| i < (*head).child_count)
                {
                    (**(*head).children.add(index)).buffer_count = 0;
                }
            }
        }
        // SAFETY: an array of this schema, by the specification.
        let data = unsafe { from_ffi_and_data_type(array, DataType::Struct(fields.clone())) }?;
        let rows = RecordBatchOptions::new().with_row_count(Some(data.len()));
        RecordBatch::try_new_with_options(self.schema.clone(), StructArray::from(data).into_parts().1, &rows)
    }
}

/// What the producer says of its last error.
fn told(stream: &mut FFI_ArrowArrayStream, status: i32) -> ArrowError {
    let text = stream.get_last_error().and_then(|get_last_error| {
        // SAFETY: the callback of this stream after a call that failed; the text lives until the next call.
        let text = unsafe { get_last_error(&raw mut *stream) };
        // SAFETY: NULL or a text that ends with a NUL.
        (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned())
    });
    ArrowError::CDataInterface(text.unwrap_or_else(|| format!("error {status} of the stream")))
}

impl Iterator for Incoming {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let Some(get_next) = self.stream.get_next() else { return Some(Err(no_callback())) };
        let mut array = FFI_ArrowArray::empty();
        // SAFETY: the callback of this stream, which is not released, and a place of our own for the array.
        match unsafe { get_next(&raw mut self.stream, &raw mut array) } {
            0 if array.is_released() => None,
            0 => Some(self.batch(array)),
            status => Some(Err(told(&mut self.stream, status))),
        }
    }
}

impl RecordBatchReader for Incoming {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}

/// The batches of whatever holds columns.
pub(crate) fn stream(name: &str, object: &Bound<'_, PyAny>) -> PyResult<Stream> {
    let py = object.py();
    if let Ok(columns) = object.cast::<PyDict>() {
        let batch = columns_of(name, columns)?;
        let schema = batch.schema();
        return Ok(Box::new(RecordBatchIterator::new([Ok(batch)], schema)));
    }
    let unreadable = |error: ArrowError| raise(&failed(error));
    if object.hasattr(intern!(py, "__arrow_c_stream__"))? {
        let capsule = object.call_method0(intern!(py, "__arrow_c_stream__"))?.cast_into::<PyCapsule>()?;
        let stream = capsule.pointer_checked(Some(STREAM))?.cast::<FFI_ArrowArrayStream>();
        // SAFETY: a capsule of that name holds such a stream; it is moved out and the capsule's is left released.
        let stream = unsafe { FFI_ArrowArrayStream::from_raw(stream.as_ptr()) };
        return Ok(Box::new(Incoming::new(stream).map_err(unreadable)?));
    }
    if object.hasattr(intern!(py, "__arrow_c_array__"))? {
        let capsules = object.call_method0(intern!(py, "__arrow_c_array__"))?.cast_into::<PyTuple>()?;
        let (schema, array): (Bound<'_, PyCapsule>, Bound<'_, PyCapsule>) = capsules.extract()?;
        let schema = schema.pointer_checked(Some(SCHEMA))?.cast::<FFI_ArrowSchema>();
        let array = array.pointer_checked(Some(ARRAY))?.cast::<FFI_ArrowArray>();
        // SAFETY: capsules of those names hold such structs, valid by Arrow's specification; the array is moved out.
        let data = unsafe { from_ffi(FFI_ArrowArray::from_raw(array.as_ptr()), schema.as_ref()) };
        let data = data.map_err(unreadable)?;
        if !matches!(data.data_type(), DataType::Struct(_)) || data.null_count() > 0 {
            let wanted = "give a table, a batch of columns, not one column";
            return Err(raise(&Error::invalid(name, data.data_type(), wanted)));
        }
        let batch = RecordBatch::from(StructArray::from(data));
        let schema = batch.schema();
        return Ok(Box::new(RecordBatchIterator::new([Ok(batch)], schema)));
    }
    let kind = object.get_type().name()?;
    let wanted = "give a table of polars, pyarrow, pandas, DuckDB or another that hands over Arrow, or a dict of lists";
    Err(raise(&Error::invalid(name, kind, wanted)))
}

/// A dict of lists as a batch of columns. Values are taken as everywhere: floats are refused, Decimals become text.
fn columns_of(name: &str, columns: &Bound<'_, PyDict>) -> PyResult<RecordBatch> {
    let mut all: Vec<(String, ArrayRef)> = Vec::with_capacity(columns.len());
    for (key, values) in columns {
        let column: String = take(name, &key)?;
        let list = columns.py().get_type::<PyList>().call1((values,))?;
        let Value::Array(values) = document(&column, &list, 0)? else { continue };
        if let Some((first, array)) = all.first()
            && array.len() != values.len()
        {
            let message =
                format!("`{column}` has {} values, but `{first}` has {}", values.len(), array.len());
            return Err(raise(&Error::new(Code::InputInvalid, column, values.len(), message)));
        }
        let array = column_of(&column, &values)?;
        all.push((column, array));
    }
    RecordBatch::try_from_iter(all).map_err(|error| raise(&failed(error)))
}

fn column_of(column: &str, values: &[Value]) -> PyResult<ArrayRef> {
    let all = |is: fn(&Value) -> bool| values.iter().all(|value| value.is_null() || is(value));
    if all(|_| false) {
        return Ok(Arc::new(NullArray::new(values.len())));
    }
    if all(Value::is_boolean) {
        return Ok(Arc::new(values.iter().map(Value::as_bool).collect::<BooleanArray>()));
    }
    if all(Value::is_i64) {
        return Ok(Arc::new(values.iter().map(Value::as_i64).collect::<Int64Array>()));
    }
    let texts = values.iter().enumerate().map(|(row, value)| match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.clone())),
        Value::Number(number) => Ok(Some(number.to_string())),
        other => {
            let wanted = "a column holds plain values: give amounts as Decimal, in the currency of the law";
            Err(raise(&Error::invalid(column, other, wanted).at_row(row)))
        }
    });
    Ok(Arc::new(texts.collect::<PyResult<StringArray>>()?))
}

/// The taxes and contributions of a table of people.
#[pyfunction]
pub fn tax_wages_assess_table(
    py: Python<'_>,
    people: &Bound<'_, PyAny>,
    constants: &Bound<'_, PyAny>,
    pass_through: &Bound<'_, PyAny>,
    pack: &Bound<'_, RulePack>,
    lazy: bool,
) -> PyResult<Table> {
    let (constants, pass_through) = (take("constants", constants)?, take("pass_through", pass_through)?);
    let reading = Reading { constants, pass_through };
    let people = stream("people", people)?;
    let wages = guard(|| table::wages(people, &reading, &pack.get().0))?;
    made(py, wages, lazy)
}

/// What the lines of many documents come to.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "as many as the function of Python has")]
pub fn invoice_totals_table(
    py: Python<'_>,
    lines: &Bound<'_, PyAny>,
    constants: &Bound<'_, PyAny>,
    pass_through: &Bound<'_, PyAny>,
    rules: &Bound<'_, PyAny>,
    currency: &Bound<'_, PyAny>,
    by: &Bound<'_, PyAny>,
    lazy: bool,
) -> PyResult<Table> {
    let (constants, pass_through) = (take("constants", constants)?, take("pass_through", pass_through)?);
    let reading = Reading { constants, pass_through };
    let (rules, currency, by) = (take("rules", rules)?, take("currency", currency)?, take("by", by)?);
    let lines = stream("lines", lines)?;
    made(py, guard(|| table::invoices(lines, &reading, &rules, currency, by))?, lazy)
}

/// The violations of a table of timed work, and what is wrong with its rows.
#[pyfunction]
pub fn scheduling_law_audit_table<'py>(
    py: Python<'py>,
    work: &Bound<'py, PyAny>,
    constants: &Bound<'py, PyAny>,
    laws: &Bound<'py, PyAny>,
    setting: &Bound<'py, PyAny>,
    people: &Bound<'py, PyAny>,
) -> PyResult<(Table, Bound<'py, PyAny>)> {
    let reading = Reading { constants: take("constants", constants)?, pass_through: vec![] };
    let laws: Vec<String> = take("laws", laws)?;
    let (setting, people): (Setting, Vec<Facts>) = (take("setting", setting)?, take("people", people)?);
    let work = stream("work", work)?;
    let (batches, problems) = enter_watched(py, None, |watch| {
        let laws = Law::all(&laws)?;
        let go_on = |_| watch.go_on(|_| Ok(()));
        let found = table::working_time(work, &reading, &laws, &setting, &people, go_on)?;
        let problems: Vec<Problem> = found.problems().map(|(row, error)| Problem::new(row, error)).collect();
        let schema = found.violations().schema();
        let batches = found.violations().collect::<Result<Vec<_>, _>>().map_err(failed)?;
        Ok(((schema, batches), problems))
    })?;
    let (schema, batches) = batches;
    let table = Table { schema, batches: Mutex::new(Batches::Kept(batches)) };
    Ok((table, give(py, &problems)?))
}

/// The columns of a table by name, as Python's own values: of these names only, the first of which must be there.
#[pyfunction]
pub fn table_columns<'py>(
    py: Python<'py>,
    name: &str,
    table: &Bound<'py, PyAny>,
    known: Vec<String>,
) -> PyResult<Bound<'py, PyDict>> {
    let table = made(py, stream(name, table)?, false)?;
    let columns = table.columns();
    if let Some(strange) = columns.iter().find(|column| !known.contains(column)) {
        let message = format!("`{name}` has a column `{strange}`: there is {}", known.join(", "));
        return Err(raise(&Error::new(Code::InputUnknownField, format!("{name}.{strange}"), "", message)));
    }
    if let Some(first) = known.first().filter(|first| !columns.contains(first)) {
        return Err(raise(&Error::missing(&format!("{name}.{first}"))));
    }
    table.to_pydict(py)
}

/// The assignments of a roster as a table.
#[pyfunction]
pub fn scheduling_roster_table(assignments: &Bound<'_, PyAny>) -> PyResult<Table> {
    let all: Vec<Assignment> = take("assignments", assignments)?;
    let text = |of: fn(&Assignment) -> Option<&str>| -> ArrayRef {
        Arc::new(all.iter().map(of).collect::<StringArray>())
    };
    let days = all.iter().map(|one| Date32Type::from_naive_date(one.day));
    let columns: [(&str, ArrayRef, bool); 4] = [
        ("person", text(|one| Some(&one.person)), false),
        ("day", Arc::new(Date32Array::from_iter_values(days)), false),
        ("shift", text(|one| Some(&one.shift)), false),
        ("skill", text(|one| one.skill.as_deref()), true),
    ];
    let batch = RecordBatch::try_from_iter_with_nullable(columns);
    Ok(Table::of(batch.map_err(|error| raise(&failed(error)))?))
}

/// A table of what a stream gives: reckoned now, or while it is read.
fn made<R: RecordBatchReader + Send + 'static>(py: Python<'_>, mut stream: R, lazy: bool) -> PyResult<Table> {
    let schema = stream.schema();
    let batches = if lazy {
        Batches::Once(Some(Box::new(Guarded(stream))))
    } else {
        Batches::Kept(enter_watched(py, None, |watch| {
            let mut batches = vec![];
            for batch in stream.by_ref() {
                batches.push(batch.map_err(failed)?);
                if !watch.go_on(|_| Ok(())) {
                    return Err(Error::new(Code::Cancelled, "table", "", "stopped"));
                }
            }
            Ok(batches)
        })?)
    };
    Ok(Table { schema, batches: Mutex::new(batches) })
}

impl Table {
    /// One batch.
    pub(crate) fn of(batch: RecordBatch) -> Self {
        Self { schema: batch.schema(), batches: Mutex::new(Batches::Kept(vec![batch])) }
    }

    /// The movements of stock.
    pub(crate) fn movements(stock: Arc<table::Stock>) -> Self {
        Self { schema: stock.movements().schema(), batches: Mutex::new(Batches::Stock(stock)) }
    }

    /// The batches, as a stream.
    fn stream(&self) -> PyResult<Stream> {
        match &mut *self.batches.lock().unwrap_or_else(PoisonError::into_inner) {
            Batches::Kept(batches) => {
                let batches = batches.clone().into_iter().map(Ok);
                Ok(Box::new(RecordBatchIterator::new(batches, self.schema.clone())))
            }
            Batches::Stock(stock) => Ok(Box::new(Guarded(stock.clone().shared_movements()))),
            Batches::Once(stream) => stream.take().ok_or_else(|| {
                let message = "this table is lazy and was read once: assess it again, or without `lazy`";
                raise(&Error::new(Code::Consumed, "lazy", "True", message))
            }),
        }
    }
}

#[pymethods]
impl Table {
    /// A capsule with the stream of the columns, as Arrow's interface for Python says.
    #[pyo3(signature = (requested_schema = None))]
    pub(crate) fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema; // The interface lets the producer give what it has.
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(self.stream()?), STREAM)
    }

    /// A capsule with the names and types of the columns.
    pub(crate) fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(&*self.schema).map_err(|error| raise(&failed(error)))?;
        PyCapsule::new_with_value(py, schema, SCHEMA)
    }

    /// The names of the columns.
    #[getter]
    fn columns(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }

    /// The columns as lists of Python's own values, for who has no library of tables.
    fn to_pydict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let stream = self.stream()?;
        let batches: Vec<RecordBatch> =
            stream.collect::<Result<_, _>>().map_err(|error| raise(&failed(error)))?;
        let decimal = py.import("decimal")?.getattr("Decimal")?;
        let columns = PyDict::new(py);
        for (place, field) in self.schema.fields().iter().enumerate() {
            let values = PyList::empty(py);
            for batch in &batches {
                let column = batch.column(place);
                for row in 0..column.len() {
                    values.append(value(field.name(), column, row, &decimal)?)?;
                }
            }
            columns.set_item(field.name(), values)?;
        }
        Ok(columns)
    }

    fn __repr__(&self) -> String {
        let rows = match &*self.batches.lock().unwrap_or_else(PoisonError::into_inner) {
            Batches::Kept(batches) => {
                format!("{} rows", batches.iter().map(RecordBatch::num_rows).sum::<usize>())
            }
            Batches::Stock(stock) => format!("{} rows", stock.rows()),
            Batches::Once(Some(_)) => "lazy".into(),
            Batches::Once(None) => "lazy, read".into(),
        };
        format!("<Table {rows}, {} columns>", self.schema.fields().len())
    }
}

/// A value of a column in Python.
fn value<'py>(
    name: &str,
    column: &ArrayRef,
    row: usize,
    decimal: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = decimal.py();
    if column.is_null(row) {
        return Ok(py.None().into_bound(py));
    }
    macro_rules! number {
        ($($kind:ident: $of:ty),*) => {
            match column.data_type() {
                $(DataType::$kind => return Ok(column.as_primitive::<$of>().value(row).into_pyobject(py)?.into_any()),)*
                _ => {}
            }
        };
    }
    number!(
        Int8: Int8Type, Int16: Int16Type, Int32: Int32Type, Int64: Int64Type,
        UInt8: UInt8Type, UInt16: UInt16Type, UInt32: UInt32Type, UInt64: UInt64Type
    );
    match column.data_type() {
        DataType::Decimal128(..) => {
            decimal.call1((column.as_primitive::<Decimal128Type>().value_as_string(row),))
        }
        DataType::Utf8 => Ok(column.as_string::<i32>().value(row).into_pyobject(py)?.into_any()),
        DataType::LargeUtf8 => Ok(column.as_string::<i64>().value(row).into_pyobject(py)?.into_any()),
        DataType::Utf8View => Ok(column.as_string_view().value(row).into_pyobject(py)?.into_any()),
        DataType::Boolean => Ok(column.as_boolean().value(row).into_pyobject(py)?.to_owned().into_any()),
        DataType::Date32 => {
            let day = NaiveDate::from_epoch_days(column.as_primitive::<Date32Type>().value(row));
            let day = day.unwrap_or_default().to_string();
            py.import("datetime")?.getattr("date")?.call_method1("fromisoformat", (day,))
        }
        other => {
            let wanted = "it has no value in Python here: read the table with pyarrow or polars";
            Err(raise(&Error::invalid(name, other, wanted)))
        }
    }
}
