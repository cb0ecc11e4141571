//! What the reader alone makes of real files: rows, sums, problems, remarks.

use super::{data, kept};
use crate::input::helper::{Read, read_columns, shown, spec};
use rubric::input::{Files, Location, open};
use rubric::table::{Problem, TableSpec};
use std::path::Path;

fn bind(data: &Path, sources: &str, specs: &[TableSpec]) -> Result<Files, Vec<Problem>> {
    let location = Location { data: data.to_path_buf(), sources: Some(kept(sources)), beside: kept("") };
    open(&location, specs.to_vec(), &(0..specs.len()).collect::<Vec<_>>())
}

fn read(files: &Files, spec: &TableSpec) -> Read {
    read_columns(files, &spec.name, &(0..spec.columns.len()).collect::<Vec<_>>())
}

fn whole(files: &Files, spec: &TableSpec) -> Read {
    let read = read(files, spec);
    let wrong: String = read.problems.iter().chain(&read.ends).take(3).map(shown).collect();
    assert!(wrong.is_empty(), "{wrong}");
    read
}

#[test]
fn ibm_ar_is_2466_invoices_of_100_customers() {
    let Some(folder) = data("ibm_ar") else { return };
    let invoices = spec(
        "invoices",
        "number text key\ncustomer_id text\nissued date\ndue date\npaid_on date optional\namount money\ndisputed yes/no\ndays_late days",
    );
    let customers = spec("customers", "id text key\ncountry text");
    let files = bind(&folder, "ibm_ar/sources.ron", &[invoices.clone(), customers.clone()]).expect("bound");
    let read = whole(&files, &invoices);
    assert_eq!((read.rows(), read.sum(5).to_string().as_str()), (2_466, "147703.18"));
    assert_eq!(read.sum(7).to_string(), "8489");
    assert_eq!(whole(&files, &customers).rows(), 100);
    assert_eq!(files.remarks(), Vec::<String>::new(), "a customer has one country");
}

#[test]
fn highradius_has_a_third_decimal_and_names_in_many_spellings() {
    let Some(folder) = data("highradius") else { return };
    let columns = |money: &str| {
        spec(
            "invoices",
            &format!("number text key\ncustomer_id text\nposted date\ndue date\nterms text\namount {money}"),
        )
    };
    let (fine, plain) = (columns("money to 0.001"), columns("money"));
    let customers = spec("customers", "id text key\nname text");
    let files = bind(&folder, "highradius/sources.ron", &[fine.clone(), customers.clone()]).expect("bound");
    let invoices = whole(&files, &fine);
    assert_eq!((invoices.rows(), invoices.sum(5).to_string().as_str()), (9_681, "310427858.974"));
    assert_eq!(whole(&files, &customers).rows(), 553);
    insta::assert_snapshot!("highradius_remarks", files.remarks().join("\n"));
    let files = bind(&folder, "highradius/sources.ron", &[plain.clone(), customers]).expect("bound");
    let refused = read(&files, &plain);
    assert_eq!((refused.rows(), refused.problems.len(), refused.ends.len()), (9_681 - 576, 576, 0));
    insta::assert_snapshot!("highradius_plain_money", refused.problems.iter().take(2).map(shown).collect::<String>());
}

#[test]
fn olist_sample_keeps_texts_of_several_lines() {
    let Some(folder) = data("olist_sample") else { return };
    let reviews = spec(
        "reviews",
        "id text key\norder_id text key\nstars count\ntitle text optional\nmessage text optional\nwritten date",
    );
    let payments = spec(
        "payments",
        "order_id text key\nnumber count key\nkind one of \"card\", \"boleto\", \"voucher\", \"debit card\", \"undefined\"\namount money",
    );
    let files = bind(&folder, "olist_sample/sources.ron", &[reviews.clone(), payments.clone()]).expect("bound");
    let payments = whole(&files, &payments);
    assert_eq!((payments.rows(), payments.sum(3).to_string().as_str()), (8_924, "1428602.81"));
    let reviews = whole(&files, &reviews);
    let messages = reviews.batches.iter().flat_map(|(_, batch)| {
        (0..batch.rows).filter_map(move |row| batch.columns[4].get(row)).map(|text| format!("{text:?}"))
    });
    let several_lines = messages.filter(|text| text.contains("\\n")).count();
    assert_eq!((reviews.rows(), several_lines), (8_225, 436));
}

#[test]
fn online_retail_is_refused_until_its_rounding_is_said() {
    let Some(folder) = data("online_retail") else { return };
    let lines = spec(
        "lines",
        "customer_id text optional\nbought date\npieces number\nprice money to 0.001\narticle text optional",
    );
    let customers = spec("customers", "id text key\ncountry text");
    let specs = [lines.clone(), customers.clone()];
    let files = bind(&folder, "online_retail/without_rounding.ron", &specs).expect("bound");
    let refused = read(&files, &lines);
    assert_eq!((refused.rows(), refused.ends.len()), (0, 1));
    insta::assert_snapshot!("online_retail_floats", shown(&refused.ends[0]));
    let files = bind(&folder, "online_retail/sources.ron", &specs).expect("bound");
    let lines = whole(&files, &lines);
    let without = |batch: &rubric::table::Batch| (0..batch.rows).filter(|row| !batch.columns[0].is_known(*row)).count();
    assert_eq!(lines.rows(), 541_909);
    assert_eq!(lines.batches.iter().map(|(_, batch)| without(batch)).sum::<usize>(), 135_080);
    assert_eq!((lines.sum(2).to_string().as_str(), lines.sum(3).to_string().as_str()), ("5176450", "2498803.974"));
    assert_eq!(whole(&files, &customers).rows(), 4_372);
    insta::assert_snapshot!("online_retail_remarks", files.remarks().join("\n"));
}
