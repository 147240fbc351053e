//! `customary seed`, as an operator runs it.

use crate::program::{Program, run, run_in};

#[test]
fn seed_makes_customers_that_an_account_finds_and_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let seed = |more: &[&str]| run_in(&folder, &[&["seed", "--customers", "300"], more].concat(), &[]);
    let first = seed(&["--organizations", "4", "--email", "demo@seed.example", "--password", "correct horse battery"]);
    assert_eq!(first.code, Some(0), "{}", first.errors);
    assert!(first.output.starts_with("300 customers in 4 organizations in "), "{}", first.output);
    assert!(first.output.ends_with("log in as demo@seed.example with the password correct horse battery\n"));
    let made_up = seed(&["--email", "other@seed.example"]);
    let password = made_up.output.trim_end().rsplit(' ').next().unwrap().to_owned();
    assert_eq!(password.len(), 16, "{}", made_up.output);
    let again = seed(&["--email", "demo@seed.example"]);
    assert!(
        again.output.ends_with("no account was registered: their passwords are what they were\n"),
        "{}",
        again.output
    );

    // The first account is there, the others are not.
    let more = seed(&["--organizations", "5", "--email", "demo@seed.example"]);
    assert!(more.output.contains("log in as demo+5@seed.example with the password "), "{}", more.output);

    let server = Program::start_in(folder, &[]);
    let total = |email: &str, password: &str| {
        let body = format!(r#"{{"email":"{email}","password":"{password}"}}"#);
        let length = body.len();
        let head = format!("Content-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n");
        let login = server.send(&format!("POST /api/1/login/ HTTP/1.1\r\nHost: x\r\n{head}\r\n{body}"));
        let token = login.body.split(r#""access_token":""#).nth(1).unwrap().split('"').next().unwrap().to_owned();
        let page = server.get("/api/1/customer/fetch/?page_size=1", &format!("Authorization: Bearer {token}\r\n"));
        let total = page.body.split(r#""total":"#).nth(1).unwrap();
        total.split(',').next().unwrap().parse::<u32>().unwrap()
    };
    let sizes = ["demo", "demo+2", "demo+3", "demo+4"]
        .map(|name| total(&format!("{name}@seed.example"), "correct horse battery"));
    assert!((600..900).contains(&sizes.iter().sum::<u32>()), "{sizes:?}");
    assert!(sizes[0] - 300 > sizes[3] && sizes[3] > 0, "{sizes:?}");
    assert_eq!(total("other@seed.example", &password), 300);
}

#[test]
fn what_seed_can_not_do_is_said() {
    for (arguments, why) in [
        (vec!["--email", "nobody"], "--email: nobody is no e-mail address"),
        (vec!["--password", "short"], "--password has 5 characters: it must have 8 to 128"),
        (vec!["--password", "password1"], "--password: This is one of the most common passwords"),
        (vec!["--customers", "0"], "--customers"),
    ] {
        let ended = run(&[vec!["seed"], arguments].concat(), &[]);
        assert_eq!(ended.code, Some(2), "{}", ended.errors);
        assert!(ended.errors.contains(why), "{}", ended.errors);
        assert_eq!(ended.files, Vec::<String>::new(), "nothing was made");
    }
}
