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
