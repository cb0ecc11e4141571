//! The five tables of the demo, on their way to files.
//!
//! Enters: rows. Leaves: files of the output room. Guaranteed: memory holds a few thousand rows of each table, however
//! many there are.

use crate::output::{Cells, Field, Folder, Format, RowWriter, row_writer};
use crate::table::{Column, Values};
use crate::value::Type;
use std::io;

const ROWS_HELD: usize = 8192;

/// Names of the tables and their columns; what is behind a colon is the type, text where nothing is.
const TABLES: [(&str, &[&str]); 5] = [
    ("customers", &["id", "name", "company", "vip:yes/no", "credit_limit:money", "salesperson", "since:date"]),
    (
        "invoices",
        &[
            "number",
            "customer_id",
            "issued:date",
            "due:date",
            "paid_on:date",
            "amount:money",
            "residual:money",
            "state",
            "kind",
            "disputed:yes/no",
        ],
    ),
    ("payments", &["id", "invoice_number", "customer_id", "paid_on:date", "amount:money"]),
    ("orders", &["number", "customer_id", "ordered_on:date", "amount:money", "state"]),
    ("complaints", &["id", "customer_id", "order_number", "opened_on:date", "priority", "subject"]),
];

/// One cell.
#[derive(Clone, Copy, Debug)]
pub enum Cell<'a> {
    /// Text
    Text(&'a str),
    /// Cents
    Money(i64),
    /// Days since 1970-01-01
    Date(i64),
    /// yes or no
    YesNo(bool),
    /// Nothing
    Empty,
}

/// One table on its way to its file.
pub struct Table {
    writer: Box<dyn RowWriter>,
    fields: Vec<Field>,
    columns: Vec<Column>,
    rows: usize,
}

/// All five.
pub struct Demo {
    /// Who buys
    pub customers: Table,
    /// What they owe
    pub invoices: Table,
    /// What they paid
    pub payments: Table,
    /// What they ordered
    pub orders: Table,
    /// What they were unhappy with
    pub complaints: Table,
}

impl Demo {
    /// Begins all files.
    pub fn begin(folder: &Folder, format: Format) -> io::Result<Demo> {
        let [customers, invoices, payments, orders, complaints] =
            TABLES.map(|(name, columns)| Table::begin(folder, format, name, columns));
        Ok(Demo {
            customers: customers?,
            invoices: invoices?,
            payments: payments?,
            orders: orders?,
            complaints: complaints?,
        })
    }

    /// An invoice of a customer that is not there, an order that stands twice, a complaint without its date.
    pub fn add_mistakes(&mut self, today: i64) -> io::Result<()> {
        let (day, text) = (Cell::Date(today - 45), Cell::Text);
        let amount = Cell::Money(120_000);
        let invoice = [text("INV99999999"), text("C999999999"), day, Cell::Date(today - 15), Cell::Empty];
        let rest = [amount, amount, text("posted"), text("invoice"), Cell::YesNo(false)];
        self.invoices.push(&[invoice, rest].concat())?;
        self.orders.push(&[text("SO0000001"), text("C000001"), day, amount, text("confirmed")])?;
        let subject = text("Wrong colour");
        self.complaints.push(&[text("T999999"), text("C000001"), Cell::Empty, Cell::Empty, text("low"), subject])
    }

    /// Completes all files.
    pub fn finish(self, folder: &mut Folder) -> io::Result<()> {
        for table in [self.customers, self.invoices, self.payments, self.orders, self.complaints] {
            table.finish(folder)?;
        }
        Ok(())
    }
}

/// Names of the files that a demo in this format has.
pub fn file_names(format: Format) -> impl Iterator<Item = String> {
    TABLES.iter().map(move |(name, _)| format!("{name}.{}", format.extension()))
}

impl Table {
    fn begin(folder: &Folder, format: Format, name: &str, columns: &[&str]) -> io::Result<Table> {
        let fields: Vec<Field> = columns.iter().map(|column| field(column)).collect();
        let file = folder.create(&format!("{name}.{}", format.extension()))?;
        let writer = row_writer(format, fields.clone(), file, 1)?;
        let columns = fields.iter().map(empty).collect();
        Ok(Table { writer, fields, columns, rows: 0 })
    }

    /// Adds a row: one cell for each column.
    pub fn push(&mut self, cells: &[Cell]) -> io::Result<()> {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            add(column, *cell);
        }
        self.rows += 1;
        if self.rows >= ROWS_HELD { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        let next = self.fields.iter().map(empty).collect();
        let columns = std::mem::replace(&mut self.columns, next);
        let cells: Vec<Cells> = columns.iter().map(Cells::Each).collect();
        self.writer.write(&cells, std::mem::take(&mut self.rows))
    }

    fn finish(mut self, folder: &mut Folder) -> io::Result<()> {
        self.flush()?;
        folder.add(self.writer.finish()?)
    }
}

fn field(column: &str) -> Field {
    let (name, ty) = column.split_once(':').unwrap_or((column, "text"));
    let (ty, decimals) = match ty {
        "money" => (Type::Money, 2),
        "date" => (Type::Date, 0),
        "yes/no" => (Type::YesNo, 0),
        _ => (Type::Text, 0),
    };
    Field { least: decimals, ..Field::of(name, ty, decimals) }
}

fn empty(field: &Field) -> Column {
    Column { values: Values::empty(&field.ty, field.decimals), known: Some(Vec::new()) }
}

/// A cell of another type than its column's is unknown.
fn add(column: &mut Column, cell: Cell) {
    let known = match (&mut column.values, cell) {
        (Values::Text(texts), Cell::Text(text)) => put(|| texts.push(text)),
        (Values::Fixed { units, .. }, Cell::Money(cents)) => put(|| units.push(cents)),
        (Values::Date(days), Cell::Date(day)) => put(|| days.push(day as i32)),
        (Values::YesNo(values), Cell::YesNo(value)) => put(|| values.push(value)),
        (values, _) => {
            unknown(values);
            false
        }
    };
    if let Some(all) = &mut column.known {
        all.push(known);
    }
}

fn put(push: impl FnOnce()) -> bool {
    push();
    true
}

fn unknown(values: &mut Values) {
    match values {
        Values::Text(texts) => texts.push(""),
        Values::Fixed { units, .. } => units.push(0),
        Values::Wide(v) => v.push(0),
        Values::Date(v) => v.push(0),
        Values::YesNo(v) => v.push(false),
        Values::Label(v) => v.push(0),
    }
}
