//! `new`: a starter file to change.

use std::{
    fs::{self, File},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

use super::{
    Failure,
    terminal::{print, say},
};
use crate::scenario::{library, problem::suggest, schema};

/// Writes a commented starter file, and the schema beside it for editors
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  backchannel new my-question\n  backchannel new my-istanbul --from istanbul-2025")]
pub struct New {
    /// The file to write, with or without .toml
    name: PathBuf,
    /// The shipped scenario to start from; `backchannel list` names them
    #[arg(long, default_value = "tutorial", value_name = "SCENARIO")]
    from: String,
}

impl New {
    pub fn run(self) -> Result<(), Failure> {
        let Some((_, text)) = library::find(&self.from) else {
            let known = suggest(&self.from, "shipped scenarios", &library::ids());
            return Err(Failure::Question(format!("there is no shipped scenario `{}`; {known}", self.from)));
        };
        let file = self.file()?;
        let schema_file = file.with_file_name("backchannel.schema.json");
        write(&file, text, File::create_new(&file))?;
        write(&schema_file, &schema::text(), File::create(&schema_file))?;
        say(&format!(
            "Open it in any text editor, change a number, save, then:\n  backchannel run {}\n\
             ({} beside it helps editors; you need not open it.)",
            file.display(),
            schema_file.display()
        ));
        print(&format!("{}\n", file.display()))
    }

    /// The file meant: `.toml` goes behind a name without it.
    fn file(&self) -> Result<PathBuf, Failure> {
        if self.name.file_name().is_none() || self.name.is_dir() {
            let cure = "give the new file a name, as in: backchannel new my-question";
            return Err(Failure::Question(format!("{} is a folder; {cure}", self.name.display())));
        }
        let mut name = self.name.clone().into_os_string();
        if self.name.extension().is_none_or(|ending| ending != "toml") {
            name.push(".toml");
        }
        let file = PathBuf::from(name);
        let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(|e| {
            Failure::Question(format!("cannot make the folder {}: {e}; choose another name", folder.display()))
        })?;
        Ok(file)
    }
}

fn write(path: &Path, text: &str, opened: std::io::Result<File>) -> Result<(), Failure> {
    match opened.and_then(|mut file| file.write_all(text.as_bytes())) {
        Err(e) if e.kind() == ErrorKind::AlreadyExists => {
            Err(Failure::Question(format!("{} is there already; choose another name", path.display())))
        }
        written => written.map_err(|e| {
            Failure::Run(format!("cannot write {}: {e}. Choose a place where you may write", path.display()))
        }),
    }
}
