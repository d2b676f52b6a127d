namespace Compliance.Local.Tests.Flows;

/// <summary>What tests made and somebody may want to read, or approve: below <c>received</c> of the test's output.</summary>
static class Received
{
    public static Task WriteAsync(string file, string text)
    {
        var path = Path.Combine([AppContext.BaseDirectory, "received", .. file.Split('/')]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return File.WriteAllTextAsync(path, text);
    }
}
