//! `rubric fmt`: files, folders, standard input.

use super::support::{command, expect_code, names, rubric, stderr, stdout};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

const LOOSE: &str = "metric a=1000 # one\n";
const TIDY: &str = "metric a = 1,000  # one\n";

/// A call with a text piped in.
fn piped(arguments: &[&str], text: &str) -> Output {
    let mut command = command(&[&["fmt"], arguments].concat());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// A folder with a loose, a tidy and a broken file, and one of another kind.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("inner/.hidden")).unwrap();
    for (name, text) in
        [("inner/loose.rubric", LOOSE), ("tidy.rubric", TIDY), ("inner/.hidden/x.rubric", LOOSE), ("notes.txt", LOOSE)]
    {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn call(folder: &Path, arguments: &[&str]) -> Output {
    command(&[&["fmt"], arguments].concat()).current_dir(folder).output().unwrap()
}

#[test]
fn a_folder_is_laid_out_file_by_file() {
    let folder = folder();
    let output = call(folder.path(), &["."]);
    expect_code(&output, 0);
    assert_eq!(stdout(&output), "inner/loose.rubric\n");
    assert_eq!(stderr(&output), "1 file laid out, 1 left as is\n");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!([read("inner/loose.rubric"), read("inner/.hidden/x.rubric"), read("notes.txt")], [TIDY, LOOSE, LOOSE]);
    assert_eq!(names(&folder.path().join("inner")), [".hidden", "loose.rubric"], "nothing is left behind");
    expect_code(&call(folder.path(), &["--check", "."]), 0);
}

#[test]
fn check_and_diff_change_nothing() {
    let folder = folder();
    let check = call(folder.path(), &["--check", "."]);
    expect_code(&check, 1);
    assert_eq!(stdout(&check), "inner/loose.rubric\n");
    assert_eq!(stderr(&check), "1 file would change, 1 left as is\n");
    let diff = call(folder.path(), &["--diff", "inner"]);
    expect_code(&diff, 0);
    insta::assert_snapshot!(stdout(&diff), @r"
    --- inner/loose.rubric
    +++ inner/loose.rubric (laid out)
    @@ -1 +1 @@
    -metric a=1000 # one
    +metric a = 1,000  # one
    ");
    expect_code(&call(folder.path(), &["--diff", "--check", "inner"]), 1);
    assert_eq!(fs::read_to_string(folder.path().join("inner/loose.rubric")).unwrap(), LOOSE);
}

#[test]
fn a_file_with_mistakes_is_left_and_hides_no_other() {
    let folder = folder();
    let broken = "metric b=(1\n";
    fs::write(folder.path().join("broken.rubric"), broken).unwrap();
    let output = call(folder.path(), &["."]);
    expect_code(&output, 1);
    assert_eq!(stdout(&output), "inner/loose.rubric\n");
    let told = stderr(&output);
    assert!(told.starts_with("R0005") && told.contains("broken.rubric:1:10"), "{told}");
    assert!(told.ends_with("1 file laid out, 1 left as is, 1 with mistakes\n"), "{told}");
    assert_eq!(fs::read_to_string(folder.path().join("broken.rubric")).unwrap(), broken);
}

#[test]
fn a_file_that_is_no_text_ends_in_code_2_after_the_others() {
    let folder = folder();
    fs::write(folder.path().join("a.rubric"), b"metric \xff").unwrap();
    let output = call(folder.path(), &["."]);
    expect_code(&output, 2);
    assert_eq!(stdout(&output), "inner/loose.rubric\n");
    assert!(stderr(&output).contains("can't read a.rubric: it is not UTF-8 text (byte 8)"), "{}", stderr(&output));
}

#[test]
fn what_is_piped_in_comes_out_laid_out() {
    for arguments in [&["-"][..], &[]] {
        let output = piped(arguments, LOOSE);
        expect_code(&output, 0);
        assert_eq!((stdout(&output).as_str(), stderr(&output).as_str()), (TIDY, ""));
    }
    let check = piped(&["--check"], LOOSE);
    expect_code(&check, 1);
    assert_eq!(stdout(&check), "standard input\n");
    expect_code(&piped(&["--check"], TIDY), 0);
    assert!(stdout(&piped(&["--diff", "-"], LOOSE)).starts_with("--- standard input\n"));
    let broken = piped(&["-"], "metric a=");
    expect_code(&broken, 1);
    assert_eq!(stdout(&broken), "");
    assert!(stderr(&broken).contains("standard input:1:"), "{}", stderr(&broken));
    expect_code(&piped(&["-"], ""), 0);
}

#[test]
fn nothing_named_and_nothing_piped_in_is_wrong_usage() {
    let output = command(&["fmt", "--check"]).stdin(Stdio::null()).output().unwrap();
    expect_code(&output, 2);
    assert!(stderr(&output).contains("for this folder, write `rubric fmt .`"), "{}", stderr(&output));
}

#[test]
fn the_shipped_rulebooks_are_laid_out() {
    let output = rubric(&["fmt", "--check", "rules", "benches"]);
    expect_code(&output, 0);
    assert_eq!(stdout(&output), "");
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder();
    let path = folder.path().join("inner/loose.rubric");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("inner/loose.rubric", folder.path().join("link.rubric")).unwrap();
    expect_code(&call(folder.path(), &["link.rubric"]), 0);
    assert_eq!(fs::read_to_string(&path).unwrap(), TIDY);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(folder.path().join("link.rubric").is_symlink());
    fs::write(&path, LOOSE).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).unwrap();
    let output = call(folder.path(), &["inner"]);
    expect_code(&output, 2);
    assert!(stderr(&output).contains("can't write inner/loose.rubric: it is read-only"), "{}", stderr(&output));
}
