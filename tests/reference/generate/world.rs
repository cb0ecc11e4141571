//! What a random rulebook has declared so far, and the tables that it begins with.

use super::super::tape::Tape;
use rubric::value::Date;

/// What a value is, as far as the generator must know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Money,
    Percent,
    Days,
    Count,
    Number,
    /// With the plural of its unit
    Score(String),
    Date,
    Period,
    Text,
    YesNo,
    /// With all labels
    Label(Vec<String>),
}

impl Kind {
    /// Whether there are sums of it.
    pub fn is_numeric(&self) -> bool {
        matches!(self, Kind::Money | Kind::Percent | Kind::Days | Kind::Count | Kind::Number | Kind::Score(_))
    }
}

/// A column or an item of a table.
#[derive(Clone, Debug)]
pub struct Named {
    pub name: String,
    pub kind: Kind,
}

/// A table: its columns, then what was declared of it.
#[derive(Clone, Debug)]
pub struct Table {
    pub name: &'static str,
    pub columns: Vec<Named>,
    pub items: Vec<Named>,
    pub parents: Vec<usize>,
    /// Whether `last` has an order to go by
    pub ordered: bool,
}

/// Named rows of a table.
#[derive(Clone, Debug)]
pub struct Rows {
    pub name: String,
    pub table: usize,
}

/// A parameter, maybe by a column of a table.
#[derive(Clone, Debug)]
pub struct Parameter {
    pub name: String,
    pub kind: Kind,
    pub by: Option<(usize, String)>,
}

/// All of it.
#[derive(Clone, Debug)]
pub struct World {
    pub as_of: Date,
    pub about: usize,
    pub tables: Vec<Table>,
    pub rows: Vec<Rows>,
    pub parameters: Vec<Parameter>,
    pub named: usize,
}

const TERMS: usize = 0;
const CUSTOMERS: usize = 1;
const INVOICES: usize = 2;

impl World {
    /// A name nothing has yet.
    pub fn name(&mut self, stem: &str) -> String {
        self.named += 1;
        format!("{stem}_{}", self.named)
    }

    /// The table itself and all above it.
    pub fn upwards(&self, table: usize) -> Vec<usize> {
        let mut found = vec![table];
        for parent in &self.tables[table].parents {
            found.extend(self.upwards(*parent));
        }
        found
    }

    /// Tables whose rows belong to rows of this one.
    pub fn below(&self, table: usize) -> Vec<usize> {
        (0..self.tables.len()).filter(|t| *t != table && self.upwards(*t).contains(&table)).collect()
    }
}

/// The header and five tables: a three-level chain, two children of customers, a second parent by a composite key,
/// and a table without a key; modifiers vary.
pub fn begin(tape: &mut Tape, as_of: Date) -> (World, String) {
    let about = tape.of(&[CUSTOMERS, CUSTOMERS, INVOICES, TERMS]);
    let (mut tables, mut text) = (Vec::new(), String::new());
    for (name, head, parents, ordered, columns) in TABLES {
        let head = if tape.chance(25) { head.replace("DATED", "dated since") } else { head.replace(" DATED", "") };
        text.push_str(&format!("\ntable {name} {head} {{\n"));
        let mut named = Vec::new();
        for (column, ty, kind) in *columns {
            let ty = if tape.chance(50) { ty.replace("MAYBE", "optional") } else { ty.replace(" MAYBE", "") };
            text.push_str(&format!("  {column} {ty}\n"));
            named.push(Named { name: column.to_string(), kind: kind_of(kind) });
        }
        text.push_str("}\n");
        tables.push(Table { name, columns: named, items: Vec::new(), parents: parents.to_vec(), ordered: *ordered });
    }
    let head = format!("rulebook \"Random\"\nversion \"1\"\ncurrency EUR\nabout {}\n", tables[about].name);
    (World { as_of, about, tables, rows: Vec::new(), parameters: Vec::new(), named: 0 }, head + &text)
}

fn kind_of(word: &str) -> Kind {
    match word {
        "money" => Kind::Money,
        "percent" => Kind::Percent,
        "days" => Kind::Days,
        "count" => Kind::Count,
        "number" => Kind::Number,
        "date" => Kind::Date,
        "text" => Kind::Text,
        "yes/no" => Kind::YesNo,
        labels => Kind::Label(labels.split(' ').map(str::to_string).collect()),
    }
}

type Declared =
    (&'static str, &'static str, &'static [usize], bool, &'static [(&'static str, &'static str, &'static str)]);

/// Name, head, parents, whether keyed and dated, columns (name, declaration, kind).
const TABLES: &[Declared] = &[
    (
        "terms",
        "key (term, firm)",
        &[],
        false,
        &[
            ("term", "text", "text"),
            ("firm", "count", "count"),
            ("grace", "days MAYBE", "days"),
            ("rate", "percent default 5%", "percent"),
        ],
    ),
    (
        "customers",
        "key id DATED",
        &[],
        false,
        &[
            ("id", "text", "text"),
            ("company", "text MAYBE", "text"),
            ("vip", "yes/no default no", "yes/no"),
            ("blocked", "yes/no MAYBE current", "yes/no"),
            ("since", "date", "date"),
            ("left", "event", "date"),
            ("credit_limit", "money optional current", "money"),
            ("grade", "one of \"A\", \"B\", \"C\" MAYBE", "A B C"),
            ("strength", "number MAYBE", "number"),
            ("discount", "percent optional known from left", "percent"),
            ("visits", "count default 2", "count"),
        ],
    ),
    (
        "invoices",
        "key number belongs to customers by customer_id, terms by (term, firm) dated issued",
        &[CUSTOMERS, TERMS],
        true,
        &[
            ("number", "count", "count"),
            ("customer_id", "text MAYBE", "text"),
            ("term", "text optional", "text"),
            ("firm", "count MAYBE", "count"),
            ("issued", "date", "date"),
            ("due", "date MAYBE", "date"),
            ("paid_on", "event", "date"),
            ("amount", "money MAYBE", "money"),
            ("residual", "money current", "money"),
            ("delay", "days MAYBE known from paid_on", "days"),
            ("state", "one of \"draft\", \"posted\", \"cancelled\"", "draft posted cancelled"),
            ("disputed", "yes/no MAYBE", "yes/no"),
            ("factor", "number MAYBE", "number"),
        ],
    ),
    (
        "lines",
        "key (invoice, position) belongs to invoices by invoice",
        &[INVOICES],
        false,
        &[
            ("invoice", "count", "count"),
            ("position", "text", "text"),
            ("quantity", "number", "number"),
            ("price", "money to 0.001 EUR MAYBE", "money"),
            ("rebate", "percent MAYBE", "percent"),
            ("article", "text MAYBE", "text"),
            ("sort", "one of \"goods\", \"service\" default \"goods\"", "goods service"),
        ],
    ),
    (
        "complaints",
        "belongs to customers by customer_id dated raised",
        &[CUSTOMERS],
        false,
        &[
            ("customer_id", "text MAYBE", "text"),
            ("raised", "date MAYBE", "date"),
            ("closed", "event", "date"),
            ("severity", "count default 1", "count"),
            ("cost", "money optional known from closed", "money"),
            ("about_it", "text MAYBE", "text"),
        ],
    ),
];
