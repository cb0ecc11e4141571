//! A rulebook with alerts, its data and a store, in a folder that goes away.

use crate::cli::support::{command, expect_code, stdout};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use tempfile::TempDir;

const RULES: &str = "rulebook \"Payers\"
version  \"1\"
currency EUR
about    customers

table customers key id {
  id    text
  name  text
}
table invoices key number belongs to customers by customer_id dated issued {
  number       text
  customer_id  text
  issued       date
  amount       money
  open         money
}

metric customer \"Customer\" = name
metric owed \"Owed\" = sum of open in invoices
score rating \"Rating\" from 0 to 5 stars {
  points from 0 to 100
  starts at 80 points
  rule debt \"Owes us\" { -60 points when owed > 500 EUR; -20 points when owed > 0 EUR }
}
segment standing \"Standing\" worst to best \"Risk\", \"Good\" {
  \"Risk\"  when rating < 2 stars
  \"Good\"  otherwise
}

alert risk  \"Became a risk\" severity high to finance, sales when standing becomes \"Risk\"
alert moved \"Rating moved\"  to management when rating changes by 1 stars or more
alert owes  \"Owes us now\"   severity low when owed > 0 EUR
";

/// Names that a careless program would break on.
const CUSTOMERS: &str = "id,name\na,\"Globex & <Söhne>\"\nb,\"Initech\"\nc,\"Hooli \"\"Ltd\"\"\"\n";

pub struct Project {
    pub folder: TempDir,
}

impl Project {
    /// With a run in its store, of a day on which nobody owes anything.
    pub fn new() -> Project {
        let project = Project { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(project.path("data")).unwrap();
        project.write("payers.rubric", RULES);
        project.write("data/customers.csv", CUSTOMERS);
        project.invoices("1,a,2026-01-05,400,0\n2,b,2026-01-06,1500,0\n3,c,2026-01-07,400,0\n");
        expect_code(&project.run("2026-01-31", &[]), 0);
        project
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The path as a text.
    pub fn at(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_string()
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    pub fn invoices(&self, rows: &str) {
        self.write("data/invoices.csv", &format!("number,customer_id,issued,amount,open\n{rows}"));
    }

    /// From now on a and b owe us.
    pub fn owe(&self) {
        self.invoices("1,a,2026-01-05,400,0\n2,b,2026-01-06,1500,800\n3,c,2026-01-07,400,0\n4,a,2026-02-01,700,600\n");
    }

    pub fn run(&self, as_of: &str, more: &[&str]) -> Output {
        let (rules, data, store) = (self.at("payers.rubric"), self.at("data"), self.at("rubric.db"));
        let start = ["run", &rules, "--data", &data, "--as-of", as_of, "--store", &store];
        command(&[&start[..], more].concat()).output().unwrap()
    }

    /// A command on the store, not yet started.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let store = self.at("rubric.db");
        let mut command = command(&[arguments, &["--store", &store]].concat());
        ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"].iter().for_each(|name| {
            command.env_remove(name);
        });
        command
    }

    pub fn ask(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// What a command says that ends well.
    pub fn told(&self, arguments: &[&str]) -> String {
        let output = self.ask(arguments);
        expect_code(&output, 0);
        stdout(&output)
    }

    pub fn rows(&self, query: &str) -> Vec<String> {
        crate::store::rows(&self.path("rubric.db"), query)
    }
}

/// Objects, a line each.
pub fn lines(text: &str) -> Vec<serde_json::Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

impl Project {
    /// Writes a `notify.ron` with these channels, and those of finance.
    #[cfg(feature = "delivery")]
    pub fn bind(&self, channels: &str, finance: &str) {
        self.write(
            "notify.ron",
            &format!("(channels: {{{channels}}}, audiences: {{\"finance\": [{finance}], \"sales\": [], \"management\": []}})\n"),
        );
    }

    /// A run that delivers, of the day on which a and b owe us.
    pub fn deliver(&self) -> Output {
        self.owe();
        let config = self.at("notify.ron");
        let mut command = self.runs("2026-02-28", &["--notify", &config]);
        command.output().unwrap()
    }

    /// The same run, not yet started.
    pub fn runs(&self, as_of: &str, more: &[&str]) -> Command {
        let (rules, data) = (self.at("payers.rubric"), self.at("data"));
        self.command(&[&["run", &rules, "--data", &data, "--as-of", as_of], more].concat())
    }

    /// `rubric notify`.
    pub fn notify(&self, more: &[&str]) -> Output {
        let config = self.at("notify.ron");
        self.ask(&[&["notify", "--config", &config], more].concat())
    }
}
