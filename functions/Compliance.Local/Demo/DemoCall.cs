using System.Text.Json.Nodes;
using Compliance.Json;
using Compliance.Local.Recipients;

namespace Compliance.Local.Demo;

/// <summary>A sample call that is part of the demo: invented people, synthetic voices.</summary>
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

    /// <summary>The caller's identities.</summary>
    public IEnumerable<string> Names => [Caller("name"), Caller("phone"), Caller("email"), Caller("accountId")];

    /// <summary>The first pause window in seconds; null if there is none.</summary>
    public (double Start, double End)? Pause => metadata["pauseWindows"]!.AsArray().FirstOrDefault() is { } window
        ? (window["start"]!.GetValue<double>(), window["end"]!.GetValue<double>())
        : null;

    /// <summary>Loads a call from the resources under <c>Demo/Calls</c>, dated yesterday.</summary>
    public static DemoCall Load(string name, string title)
    {
        var call = JsonNode.Parse(Read($"{name}/metadata.json"))!.AsObject();
        call["startedAt"] = DaysAgo(1);
        return new DemoCall(title, call, Types.Keys.ToDictionary(file => file, file => Read($"{name}/{file}"), StringComparer.Ordinal));
    }

    /// <summary>The callers of the embedded calls, as the sample CRM knows them.</summary>
    public static IReadOnlyList<SampleCustomer> Customers() =>
    [
        .. ((string[])["001-paused", "002-pause-ignored", "005-typed"]).Select(name => Load(name, name)).Select(x => new SampleCustomer(
            x.Caller("name"), x.Caller("phone"), x.Caller("email"), x.Caller("accountId"), [x.metadata["callId"]!.GetValue<string>()])),
    ];

    /// <summary>Another call modelled on this one, on an earlier day.</summary>
    /// <param name="callId">Its call id.</param>
    /// <param name="change">Changes its caller.</param>
    public DemoCall Another(string callId, string title, int daysAgo, Action<JsonObject>? change = null)
    {
        var call = metadata.DeepClone().AsObject();
        call["callId"] = callId;
        call["startedAt"] = DaysAgo(daysAgo);
        change?.Invoke(CallerOf(call));
        return new DemoCall(title, call, Files);
    }

    /// <summary>The caller's identities for a search or a request; the telephone number as a person would spell it.</summary>
    public JsonArray Identities() =>
    [
        new JsonObject { ["type"] = "accountId", ["value"] = Caller("accountId") },
        new JsonObject { ["type"] = "phone", ["value"] = Caller("phone").Replace("+44", "0044 (0)", StringComparison.Ordinal) },
        new JsonObject { ["type"] = "email", ["value"] = Caller("email") },
    ];

    /// <summary>Body of the ticket for the named files.</summary>
    public JsonObject Ticket(params IEnumerable<string> files)
    {
        var ticket = metadata.DeepClone().AsObject();
        ticket["files"] = Announce(files);
        return ticket;
    }

    public JsonArray Announce(params IEnumerable<string> files) =>
        [.. files.Select(file => new JsonObject { ["name"] = file, ["contentType"] = Types[file], ["size"] = Files[file].Length })];

    string Caller(string field) => CallerOf(metadata)[field]!.GetValue<string>();

    static JsonObject CallerOf(JsonObject call) =>
        call["parties"]!.AsArray().First(p => p!["role"]!.GetValue<string>() == "caller")!.AsObject();

    // A whole minute, one hour before now: a call must not start in the future.
    static string DaysAgo(int days)
    {
        var then = TimeProvider.System.GetUtcNow().AddDays(-days).AddHours(-1);
        return Rfc3339.Format(then.AddTicks(-(then.Ticks % TimeSpan.TicksPerMinute)));
    }

    static byte[] Read(string path)
    {
        using var stream = typeof(DemoCall).Assembly.GetManifestResourceStream($"calls/{path}")
            ?? throw new InvalidOperationException($"The demo has no resource {path}.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
