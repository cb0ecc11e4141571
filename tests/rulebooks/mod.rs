//! Tests of this part; see the other files beside.
