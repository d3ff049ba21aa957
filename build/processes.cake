// Starting programs: a build step either works or ends the build; a program of ours gets the console and the last word.

void Say(string text) => Console.WriteLine(text);

int Start(string program, IEnumerable<string> arguments)
{
    var start = new System.Diagnostics.ProcessStartInfo(program);
    foreach (var argument in arguments) { start.ArgumentList.Add(argument); }
    using var process = System.Diagnostics.Process.Start(start);
    process.WaitForExit();
    return process.ExitCode;
}

// What it writes, both streams as they come, instead of the console.
(int Code, string Text) Capture(string program, IEnumerable<string> arguments, Dictionary<string, string> environment)
{
    var start = new System.Diagnostics.ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
    foreach (var argument in arguments) { start.ArgumentList.Add(argument); }
    foreach (var (name, value) in environment) { start.Environment[name] = value; }
    var text = new System.Text.StringBuilder();
    void Keep(object sender, System.Diagnostics.DataReceivedEventArgs line)
    {
        lock (text) { text.AppendLine(line.Data); }
    }

    using var process = new System.Diagnostics.Process { StartInfo = start };
    process.OutputDataReceived += Keep;
    process.ErrorDataReceived += Keep;
    process.Start();
    process.BeginOutputReadLine();
    process.BeginErrorReadLine();
    process.WaitForExit();
    return (process.ExitCode, text.ToString().TrimEnd());
}

void Run(string program, params string[] arguments)
{
    var code = Start(program, arguments);
    if (code != 0)
    {
        Console.Error.WriteLine($"build: '{program} {string.Join(' ', arguments)}' ended with exit code {code}");
        Leave(code);
    }
}

// The exit code is the program's own, which callers and scripts rely on.
void Hand(string program, IEnumerable<string> arguments) => Leave(Start(program, arguments));

// Cake would print an error report or a table of durations after this; the last line must stay the one that scripts read.
void Leave(int code)
{
    Console.Out.Flush();
    Environment.Exit(code);
}
