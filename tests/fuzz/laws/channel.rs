//! A pipe within this process, whose reader does not wait for ever.

use std::io::{self, Read, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// How long a machine that does much else may take for one answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where bytes are put in.
pub struct Inlet(Sender<Vec<u8>>);

/// Where they come out.
pub struct Outlet {
    from: Receiver<Vec<u8>>,
    piece: Vec<u8>,
    read: usize,
}

/// A pipe.
pub fn pipe() -> (Inlet, Outlet) {
    let (to, from) = channel();
    (Inlet(to), Outlet { from, piece: Vec::new(), read: 0 })
}

impl Write for Inlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.send(bytes.to_vec()).map_err(|_| io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for Outlet {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.read == self.piece.len() {
            self.read = 0;
            self.piece = match self.from.recv_timeout(PATIENCE) {
                Ok(piece) => piece,
                Err(RecvTimeoutError::Disconnected) => return Ok(0),
                Err(RecvTimeoutError::Timeout) => return Err(io::ErrorKind::TimedOut.into()),
            };
        }
        let length = (&self.piece[self.read..]).read(into)?;
        self.read += length;
        Ok(length)
    }
}
