//! A server of PostgreSQL for a trial: in a temporary folder, reached by a socket there and by no port.

use super::Database;
use std::{
    env, fmt, fs, io,
    os::unix::{
        fs::{MetadataExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

const PATIENCE: Duration = Duration::from_secs(60);

/// A running server; it is killed and its folder removed when this value goes.
pub struct Server {
    programs: PathBuf,
    folder: PathBuf,
    user: Option<(u32, u32)>,
    process: Option<Child>,
}

/// A folder of this process that is removed when this value goes.
pub(super) struct Folder(pub(super) PathBuf);

impl Folder {
    pub(super) fn new() -> io::Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("backoffice-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let base = env::var_os("BACKOFFICE_STORE_FOLDER").map_or_else(env::temp_dir, PathBuf::from);
        let folder = base.join(name);
        fs::create_dir(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

fn failed(what: impl fmt::Display) -> io::Error {
    io::Error::other(what.to_string())
}

impl Server {
    /// The folder of `initdb` and `postgres`: on the path, or where Debian keeps them.
    pub fn programs() -> Option<PathBuf> {
        let path = env::var_os("PATH").unwrap_or_default();
        let mut folders: Vec<PathBuf> = env::split_paths(&path).collect();
        let mut debian: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
            .map(|versions| versions.flatten().map(|version| version.path().join("bin")).collect())
            .unwrap_or_default();
        debian.sort();
        folders.extend(debian.into_iter().rev());
        let real = folders.iter().filter_map(|folder| fs::canonicalize(folder.join("initdb")).ok());
        real.filter_map(|program| program.parent().map(Path::to_owned))
            .find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
    }

    /// Makes a cluster and starts it.
    ///
    /// # Errors
    /// What `initdb` or the server said, and a server that does not answer in time.
    pub fn start() -> io::Result<Self> {
        let programs = Self::programs().ok_or_else(|| failed("initdb was not found"))?;
        let folder = Folder::new()?;
        let mut server = Self { programs, folder: folder.0.clone(), user: unprivileged()?, process: None };
        std::mem::forget(folder);
        if let Some((user, group)) = server.user {
            chown(&server.folder, Some(user), Some(group))?;
        }
        let made = server
            .program("initdb")
            .args(["--username=store", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"])
            .arg("--pgdata")
            .arg(server.data())
            .output()?;
        if !made.status.success() {
            return Err(failed(String::from_utf8_lossy(&made.stderr)));
        }
        server.run()?;
        Ok(server)
    }

    /// The folder of the socket.
    pub fn socket(&self) -> &Path {
        &self.folder
    }

    /// As a database of a trial.
    pub fn database(&self) -> Database {
        Database::Postgres { socket: self.folder.clone() }
    }

    /// A connection to the server of that socket, which has a few seconds to answer.
    ///
    /// # Errors
    /// What the driver says.
    pub fn connect(socket: &Path) -> Result<postgres::Client, postgres::Error> {
        let mut config = postgres::Config::new();
        config.host_path(socket).user("store").dbname("postgres").connect_timeout(Duration::from_secs(5));
        config.connect(postgres::NoTls)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// A program of the server's, by a user whom it accepts: it refuses root.
    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command.current_dir(&self.folder).env("LC_ALL", "C").stdin(Stdio::null());
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command
    }

    /// Starts the server, and waits until it answers.
    ///
    /// # Errors
    /// Its log, when it does not.
    pub fn run(&mut self) -> io::Result<()> {
        let log = self.folder.join("log");
        let out = fs::File::create(&log)?;
        let mut command = self.program("postgres");
        command.arg("-D").arg(self.data()).arg("-k").arg(&self.folder);
        let version = fs::read_to_string(self.data().join("PG_VERSION"))?;
        if version.trim().parse::<u32>().is_ok_and(|version| version >= 14) {
            // Recovery begins with a sync of every file of the cluster: of all at once rather than one by one.
            command.args(["-c", "recovery_init_sync_method=syncfs"]);
        }
        for setting in [
            "listen_addresses=",
            "fsync=on",
            "synchronous_commit=on",
            "full_page_writes=on",
            "max_connections=100",
            "shared_buffers=128MB",
            "max_wal_size=2GB",
            "restart_after_crash=off",
        ] {
            command.args(["-c", setting]);
        }
        self.process = Some(command.stdout(out.try_clone()?).stderr(out).spawn()?);
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if Self::connect(&self.folder).is_ok() {
                return Ok(());
            }
            if let Some(process) = &mut self.process
                && process.try_wait()?.is_some()
            {
                break;
            }
            thread::sleep(Duration::from_millis(20));
        }
        Err(failed(format!("the server does not answer:\n{}", fs::read_to_string(&log).unwrap_or_default())))
    }

    /// Every process of the server: those that work in its data. One that is dead and not yet buried has no folder.
    fn processes(&self) -> io::Result<Vec<String>> {
        let data = self.data();
        let all = fs::read_dir("/proc")?.flatten();
        let ours = all.filter(|entry| fs::read_link(entry.path().join("cwd")).is_ok_and(|at| at == data));
        Ok(ours.filter_map(|entry| entry.file_name().into_string().ok()).collect())
    }

    /// Kills the server and all its processes with SIGKILL, and waits until each is gone.
    ///
    /// # Errors
    /// A process that does not go in time.
    pub fn kill(&mut self) -> io::Result<()> {
        let begun = Instant::now();
        loop {
            let processes = self.processes()?;
            if let Some(mut process) = self.process.take() {
                // The postmaster first, so that it starts no more.
                process.kill()?;
                signal("KILL", &processes)?;
                process.wait()?;
                continue;
            }
            if processes.is_empty() {
                break;
            }
            if begun.elapsed() > PATIENCE {
                return Err(failed(format!("processes {processes:?} do not go")));
            }
            signal("KILL", &processes)?;
            thread::sleep(Duration::from_millis(5));
        }
        // Only now: a new server beside a living process of the old one would ruin the data.
        for file in [self.data().join("postmaster.pid"), self.folder.join(".s.PGSQL.5432.lock")] {
            match fs::remove_file(file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.kill());
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// Sends a signal; that a process is gone already is no failure.
fn signal(name: &str, processes: &[String]) -> io::Result<()> {
    if processes.is_empty() {
        return Ok(());
    }
    let line = format!("kill -{name} {}", processes.join(" "));
    Command::new("sh").args(["-c", &line]).stderr(Stdio::null()).status().map(drop)
}

/// For root, the user and group as whom the server runs: `postgres`, which its package makes, or `nobody`.
fn unprivileged() -> io::Result<Option<(u32, u32)>> {
    if fs::metadata("/proc/self")?.uid() != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd")?;
    let find = |wanted: &str| {
        users.lines().find_map(|line| {
            let mut fields = line.split(':');
            let name = fields.next()?;
            let (user, group) = (fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?);
            (name == wanted).then_some((user, group))
        })
    };
    let found = find("postgres").or_else(|| find("nobody"));
    found.map(Some).ok_or_else(|| failed("there is no user to run the server as"))
}
