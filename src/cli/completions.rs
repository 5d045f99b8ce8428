//! `completions`: for shells.

use clap::CommandFactory;
use clap_complete::Shell;

use super::{Cli, Failure, terminal::print};

/// Prints what a shell needs to complete verbs, options and file names with the Tab key
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    backchannel completions bash\n  \
    backchannel completions fish > backchannel.fish\n\n\
    Where the output goes; a shell that is started then knows it:\n  \
    bash        ~/.local/share/bash-completion/completions/backchannel\n  \
    zsh         ~/.zfunc/_backchannel; in ~/.zshrc, above `compinit`:\n              fpath+=~/.zfunc\n  \
    fish        ~/.config/fish/completions/backchannel.fish\n  \
    powershell  a file such as backchannel.ps1; in the file $PROFILE:\n              . PATH/TO/backchannel.ps1\n  \
    elvish      ~/.config/elvish/lib/backchannel.elv; in ~/.config/elvish/rc.elv:\n              use backchannel")]
pub struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub fn run(self) -> Result<(), Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "backchannel", &mut script);
        print(&String::from_utf8_lossy(&script))
    }
}
