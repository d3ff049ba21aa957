using Unified.Check;

// Run by Unified.targets after the compiler: prints what the planner refuses as compilers print errors.
if (args is not [var list])
{
    Console.Error.WriteLine("usage: Unified.Check <file with lines 'assembly|reference|source|project <path>'>");
    return 2;
}

var inputs = CheckInputs.Read(list);
var lines = Definitions.Check(inputs);
foreach (var line in lines)
{
    Console.WriteLine(line);
}

return lines.Count == 0 ? 0 : 1;
