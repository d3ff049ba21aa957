// What the build can do. build.sh and build.ps1 are the way in; the long bits are in build/.
#load "./build/processes.cake"
#load "./build/npm.cake"
#load "./build/tests.cake"
#load "./build/packages.cake"
#load "./build/help.cake"

const string Solution = "Unified.sln";
const string Output = "bin/Release/net10.0";

var extra = (EnvironmentVariable("UNIFIED_ARGS") ?? "").Split('\x1f', StringSplitOptions.RemoveEmptyEntries);

Task("help").Does(PrintHelp);

Task("restore").Does(() =>
{
    InstallNpmPackages();
    Say("restore: NuGet packages");
    Run("dotnet", "restore", Solution, "--verbosity", "quiet");
});

Task("build").IsDependentOn("restore").Does(() =>
{
    Say($"build: {Solution}, Release");
    Run("dotnet", "build", Solution, "--configuration", "Release", "--no-restore", "--nologo", "--verbosity", "quiet");
});

Task("test").IsDependentOn("build").Does(() => RunTests("tests", Output, "artifacts/tests", extra));

Task("pack").IsDependentOn("build").Does(() => Pack(Solution, "artifacts/packages", extra));

Task("demo").IsDependentOn("build").Does(() => Hand("dotnet", [$"jobs/{Output}/jobs.dll", "demo", .. extra]));

Task("bench").IsDependentOn("build").Does(() => Hand("dotnet", [$"tests/Unified.Benchmarks/{Output}/Unified.Benchmarks.dll", .. extra]));

Task("format").IsDependentOn("restore").Does(() => Hand("dotnet", ["format", Solution, "--no-restore", .. extra]));

Task("clean").Does(() =>
{
    foreach (var folder in GetDirectories("./{Unified.*,jobs,jobs/Samples,demo,templates,tests/*}/{bin,obj}"))
    {
        DeleteDirectory(folder, new() { Recursive = true, Force = true });
    }

    if (DirectoryExists("artifacts")) { DeleteDirectory("artifacts", new() { Recursive = true, Force = true }); }
    Say("clean: removed bin, obj and artifacts (node_modules stays)");
});

RunTarget(Argument("target", "help"));
