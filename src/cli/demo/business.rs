//! What a customer buys, pays, disputes and sends back.
//!
//! Enters: a customer. Leaves: orders, invoices, payments, complaints, in the tables' own order of columns. Guaranteed:
//! no date lies after the as-of date; what an invoice's payments leave open is its residual, to the cent.

use super::people::{Customer, Habit};
use super::rng::Rng;
use super::tables::{Cell, Demo};
use std::io;

/// Days of business that the demo shows.
const SHOWN: i64 = 760;

/// Numbers of documents, which run on from customer to customer.
#[derive(Clone, Debug, Default)]
pub struct Numbers {
    invoices: u64,
    payments: u64,
    orders: u64,
    complaints: u64,
}

/// One customer's business, while it is written.
pub struct Business<'a> {
    /// Whose
    pub customer: &'a Customer,
    /// The last day, in days since 1970-01-01
    pub today: i64,
    /// Random numbers of this customer
    pub rng: Rng,
    /// Numbers of documents
    pub numbers: &'a mut Numbers,
    /// Where rows go
    pub demo: &'a mut Demo,
}

struct Invoice {
    number: String,
    issued: i64,
    due: i64,
    amount: i64,
    disputed: bool,
}

fn next(number: &mut u64) -> u64 {
    *number += 1;
    *number
}

impl Business<'_> {
    /// Writes the customer and all of its documents.
    pub fn write(&mut self) -> io::Result<()> {
        self.write_customer()?;
        let (mut day, end) = (self.today - SHOWN.min(self.customer.age) + self.rng.between(0, 40), self.last_day());
        while day <= end {
            self.order(day)?;
            day += self.pause(day);
        }
        Ok(())
    }

    fn write_customer(&mut self) -> io::Result<()> {
        let customer = self.customer;
        self.demo.customers.push(&[
            Cell::Text(&customer.id),
            Cell::Text(&customer.name),
            Cell::Text(customer.company),
            Cell::YesNo(customer.vip),
            customer.credit_limit.map_or(Cell::Empty, Cell::Money),
            customer.salesperson.map_or(Cell::Empty, Cell::Text),
            Cell::Date(self.today - customer.age),
        ])
    }

    /// The last day on which it orders.
    fn last_day(&mut self) -> i64 {
        match self.customer.habit {
            Habit::Leaver => self.today - self.rng.between(120, 500),
            _ => self.today,
        }
    }

    /// Days until the next order: a grower's become fewer.
    fn pause(&mut self, day: i64) -> i64 {
        let usual = 365 / self.customer.frequency.max(1);
        let usual = if self.customer.habit == Habit::Grower { usual * (self.today - day + 200) / 600 } else { usual };
        self.rng.between(usual / 2, usual * 3 / 2).max(3)
    }

    fn amount(&mut self, day: i64) -> i64 {
        let usual = self.customer.order * self.rng.between(40, 180) / 100;
        match self.customer.habit {
            Habit::Grower => usual * (SHOWN * 3 / 2 - (self.today - day)) / SHOWN,
            _ => usual,
        }
    }

    fn order(&mut self, day: i64) -> io::Result<()> {
        let number = format!("SO{:07}", next(&mut self.numbers.orders));
        let amount = self.amount(day).max(100);
        let state = match (self.customer.habit, self.rng.between(1, 100)) {
            (Habit::Looker, _) | (_, 1..=8) => "quotation",
            (_, 9..=12) => "cancelled",
            _ => "confirmed",
        };
        let (id, order) = (Cell::Text(&self.customer.id), Cell::Text(&number));
        self.demo.orders.push(&[order, id, Cell::Date(day), Cell::Money(amount), Cell::Text(state)])?;
        if state != "confirmed" {
            return Ok(());
        }
        let grumpy = self.customer.habit == Habit::Quarrelsome;
        if self.rng.in_thousand(if grumpy { 350 } else { 15 }) {
            self.complaint(day, Some(&number))?;
        }
        let issued = day + self.rng.between(1, 9);
        if issued <= self.today { self.invoice(issued, amount) } else { Ok(()) }
    }

    fn complaint(&mut self, day: i64, order: Option<&str>) -> io::Result<()> {
        const SUBJECTS: [&str; 6] = [
            "Arrived damaged",
            "Wrong item, for the second time",
            "Charged more than was quoted",
            "Delivered late",
            "Asked for \"blue\", got grey",
            "Nobody answers the phone",
        ];
        let opened = (day + self.rng.between(3, 25)).min(self.today);
        let id = format!("T{:06}", next(&mut self.numbers.complaints));
        let priority = match self.rng.between(1, 10) {
            1..=3 => "low",
            4..=8 => "normal",
            _ => "high",
        };
        let subject = self.rng.one(&SUBJECTS);
        self.demo.complaints.push(&[
            Cell::Text(&id),
            Cell::Text(&self.customer.id),
            order.map_or(Cell::Empty, Cell::Text),
            Cell::Date(opened),
            Cell::Text(priority),
            Cell::Text(subject),
        ])
    }

    fn invoice(&mut self, issued: i64, amount: i64) -> io::Result<()> {
        let number = self.invoice_number();
        let disputed = self.rng.in_thousand(if self.customer.habit == Habit::Quarrelsome { 250 } else { 8 });
        let invoice = Invoice { number, issued, due: issued + self.customer.terms, amount, disputed };
        match self.rng.between(1, 200) {
            1 => return self.write_invoice(&invoice, "cancelled", "invoice", None, 0),
            2 | 3 if self.today - issued < 20 => return self.write_invoice(&invoice, "draft", "invoice", None, amount),
            _ => {}
        }
        let (paid_on, residual) = self.pay(&invoice)?;
        self.write_invoice(&invoice, "posted", "invoice", paid_on, residual)?;
        let sends_back = if self.customer.habit == Habit::Returner { 450 } else { 20 };
        if self.rng.in_thousand(sends_back) { self.refund(&invoice) } else { Ok(()) }
    }

    fn invoice_number(&mut self) -> String {
        format!("INV{:08}", next(&mut self.numbers.invoices))
    }

    /// Pays in one or two parts; gives the day on which all is paid, and what is open.
    fn pay(&mut self, invoice: &Invoice) -> io::Result<(Option<i64>, i64)> {
        let Some(late) = self.days_late(invoice) else {
            return Ok((None, invoice.amount));
        };
        let last = (invoice.due + late).max(invoice.issued);
        let first_part = if self.rng.in_thousand(60) { invoice.amount * self.rng.between(20, 80) / 100 } else { 0 };
        let first_day = last - self.rng.between(0, 20).min(last - invoice.issued);
        let mut open = invoice.amount;
        for (day, part) in [(first_day, first_part), (last, invoice.amount - first_part)] {
            if part > 0 && day <= self.today {
                self.payment(invoice, day, part)?;
                open -= part;
            }
        }
        Ok(((open == 0).then_some(last), open))
    }

    /// Days after the due date; `None` where it is never paid.
    fn days_late(&mut self, invoice: &Invoice) -> Option<i64> {
        let age = self.today - invoice.issued;
        let usual = match self.customer.habit {
            Habit::Slow => self.rng.between(8, 75),
            Habit::Quarrelsome => self.rng.between(-2, 45),
            Habit::Failing => self.rng.between(5, 90) + (300 - age).max(0),
            Habit::Leaver => self.rng.between(-5, 30),
            _ => self.rng.between(-12, 4),
        };
        let never = match self.customer.habit {
            Habit::Failing => 250,
            Habit::Slow => 30,
            _ if invoice.disputed => 500,
            _ => 2,
        };
        (!self.rng.in_thousand(never)).then_some(usual)
    }

    fn payment(&mut self, invoice: &Invoice, day: i64, amount: i64) -> io::Result<()> {
        let id = format!("P{:08}", next(&mut self.numbers.payments));
        self.demo.payments.push(&[
            Cell::Text(&id),
            Cell::Text(&invoice.number),
            Cell::Text(&self.customer.id),
            Cell::Date(day),
            Cell::Money(amount),
        ])
    }

    fn refund(&mut self, invoice: &Invoice) -> io::Result<()> {
        let issued = invoice.issued + self.rng.between(5, 30);
        if issued > self.today {
            return Ok(());
        }
        let amount = (invoice.amount * self.rng.between(10, 100) / 100).max(1);
        let number = self.invoice_number();
        let refund = Invoice { number, issued, due: issued, amount, disputed: false };
        let settled = issued + self.rng.between(0, 10);
        let paid_on = (settled <= self.today).then_some(settled);
        self.write_invoice(&refund, "posted", "refund", paid_on, if paid_on.is_some() { 0 } else { amount })
    }

    fn write_invoice(
        &mut self,
        invoice: &Invoice,
        state: &str,
        kind: &str,
        paid_on: Option<i64>,
        residual: i64,
    ) -> io::Result<()> {
        self.demo.invoices.push(&[
            Cell::Text(&invoice.number),
            Cell::Text(&self.customer.id),
            Cell::Date(invoice.issued),
            Cell::Date(invoice.due),
            paid_on.map_or(Cell::Empty, Cell::Date),
            Cell::Money(invoice.amount),
            Cell::Money(residual),
            Cell::Text(state),
            Cell::Text(kind),
            Cell::YesNo(invoice.disputed),
        ])
    }
}
