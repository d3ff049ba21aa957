using System.IO.Compression;
using System.Text;
using Unified.TestKit;

namespace Unified.Package.Tests;

/// <summary>What is in the packages.</summary>
[TestClass]
[DoNotParallelize]
public sealed class PackageTests
{
    [TestMethod]
    public async Task Packing_twice_gives_the_same_bytes()
    {
        using var folder = new TempFolder();
        foreach (var project in new[] { "Unified.Core", "templates" })
        {
            await PackedPackages.PackAsync(project, folder["first"]);
            await PackedPackages.PackAsync(project, folder["second"]);
        }

        foreach (var package in Directory.GetFiles(folder["first"]))
        {
            CollectionAssert.AreEqual(await File.ReadAllBytesAsync(package),
                await File.ReadAllBytesAsync(Path.Combine(folder["second"], Path.GetFileName(package))), package);
        }

        using var zip = await ZipFile.OpenReadAsync(Path.Combine(folder["first"], $"Unified.{PackedPackages.Version}.nupkg"));
        var names = zip.Entries.Select(e => e.FullName).ToList();
        CollectionAssert.IsSubsetOf(new[]
        {
            "lib/net10.0/Unified.Core.dll", "lib/net10.0/Unified.Core.xml", "README.md", "analyzers/dotnet/cs/Unified.Analyzers.dll",
            "analyzers/dotnet/cs/Unified.Analyzers.CodeFixes.dll", "build/Unified.targets", "tools/net10.0/Unified.Check.dll",
            "tools/net10.0/Unified.Check.runtimeconfig.json",
        }, names);
        using var nuspec = new StreamReader(await zip.GetEntry("Unified.nuspec")!.OpenAsync());
        var text = await nuspec.ReadToEndAsync();
        foreach (var part in new[] { "<license type=\"expression\">Apache-2.0<", "<readme>README.md<", "<description>", "<tags>" })
        {
            Assert.Contains(part, text);
        }

#if !DEBUG
        using var code = new MemoryStream();
        await using (var entry = await zip.GetEntry("lib/net10.0/Unified.Core.dll")!.OpenAsync())
        {
            await entry.CopyToAsync(code);
        }

        Assert.IsLessThan(0, code.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(PackedPackages.Root)), "a path of this machine");
#endif
    }
}
