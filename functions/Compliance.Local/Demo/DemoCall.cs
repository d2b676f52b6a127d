using System.Text.Json.Nodes;
using Compliance.Local.Recipients;

namespace Compliance.Local.Demo;

/// <summary>A sample call that the demo carries: invented people, synthetic voices.</summary>
sealed class DemoCall
{
    static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["media.wav"] = "audio/wav",
        ["transcript.json"] = "application/json",
        ["keystrokes.jsonl"] = "application/x-ndjson",
    };

    readonly JsonObject metadata;

    DemoCall(string title, JsonObject metadata, IReadOnlyDictionary<string, byte[]> files)
    {
        Title = title;
        this.metadata = metadata;
        Files = files;
    }

    public string Title { get; }

    public IReadOnlyDictionary<string, byte[]> Files { get; }

    /// <summary>What the caller is known by.</summary>
    public IEnumerable<string> Names => [Caller("name"), Caller("phone"), Caller("email"), Caller("accountId")];

    /// <summary>Seconds of the first pause window; null where there is none.</summary>
    public (double Start, double End)? Pause => metadata["pauseWindows"]!.AsArray().FirstOrDefault() is { } window
        ? (window["start"]!.GetValue<double>(), window["end"]!.GetValue<double>())
        : null;

    /// <summary>Takes a call from what the assembly carries under <c>Demo/Calls</c>, with a call id of its own for every run.</summary>
    public static DemoCall Load(string name, string title)
    {
        var call = JsonNode.Parse(Read($"{name}/metadata.json"))!.AsObject();
        return new DemoCall(title, call, Types.Keys.ToDictionary(file => file, file => Read($"{name}/{file}"), StringComparer.Ordinal));
    }

    /// <summary>The callers of the calls that the assembly carries, as the sample CRM knows them.</summary>
    public static IReadOnlyList<SampleCustomer> Customers() =>
    [
        .. ((string[])["001-paused", "002-pause-ignored", "005-typed"]).Select(name => Load(name, name)).Select(x => new SampleCustomer(
            x.Caller("name"), x.Caller("phone"), x.Caller("email"), x.Caller("accountId"), [x.metadata["callId"]!.GetValue<string>()])),
    ];

    /// <summary>The ticket's body, for the files named.</summary>
    public JsonObject Ticket(params IEnumerable<string> files)
    {
        var ticket = metadata.DeepClone().AsObject();
        ticket["files"] = Announce(files);
        return ticket;
    }

    public JsonArray Announce(params IEnumerable<string> files) =>
        [.. files.Select(file => new JsonObject { ["name"] = file, ["contentType"] = Types[file], ["size"] = Files[file].Length })];

    string Caller(string field) =>
        metadata["parties"]!.AsArray().First(p => p!["role"]!.GetValue<string>() == "caller")![field]!.GetValue<string>();

    static byte[] Read(string path)
    {
        using var stream = typeof(DemoCall).Assembly.GetManifestResourceStream($"calls/{path}")
            ?? throw new InvalidOperationException($"The demo lacks {path}.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
