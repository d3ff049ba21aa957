// npm brings what NuGet has not: libchdb (the embedded ClickHouse) for this platform only, and the flights of the demo.

void InstallNpmPackages()
{
    // npm writes this file last, so it is newer than the lock file exactly when an install has finished.
    var done = new FileInfo("node_modules/.package-lock.json");
    var wanted = new FileInfo("package-lock.json");
    // A second of grace: file systems and .NET round times differently.
    if (done.Exists && done.LastWriteTimeUtc.AddSeconds(1) >= wanted.LastWriteTimeUtc) { return; }
    Say("restore: npm packages (embedded ClickHouse and the demo's flights, about 200 MB, once)");
    string[] install = ["install", "--no-progress", "--loglevel=error"];
    if (IsRunningOnWindows()) { Run("cmd", ["/c", "npm", .. install]); } else { Run("npm", install); }
    // Unchanged packages leave the file as it was; its time says that this lock file has been installed.
    System.IO.File.SetLastWriteTimeUtc(done.FullName, wanted.LastWriteTimeUtc);
}
