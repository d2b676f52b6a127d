namespace Compliance.TestKit;

/// <summary>Sample calls of which it is known what the gate has to find: <c>media.wav</c>, <c>metadata.json</c>, transcript and
/// keystrokes.</summary>
public static class LabelledCalls
{
    public static IReadOnlyList<string> All { get; } = ["000-plain", "001-paused", "002-pause-ignored", "003-dtmf", "004-spoken", "005-typed"];

    /// <summary>Where a call lies: three are the demo's, one the end-to-end tests'.</summary>
    public static string FolderOf(string call) => call switch
    {
        "000-plain" => Repository.PathOf("tests", "Compliance.EndToEnd.Tests", "Samples", "plain"),
        "003-dtmf" or "004-spoken" => Repository.PathOf("tests", "Compliance.TestKit", "Pci", "Calls", call),
        _ => Repository.PathOf("functions", "Compliance.Local", "Demo", "Calls", call),
    };
}
