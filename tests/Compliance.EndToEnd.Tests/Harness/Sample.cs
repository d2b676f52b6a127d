using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Compliance.EndToEnd.Tests.Harness;

/// <summary>A recording as a tenant has it: metadata and files, from <c>Samples</c> or made up.</summary>
public sealed class Sample
{
    static int counter;

    Sample(JsonObject ticket, Dictionary<string, byte[]> files)
    {
        Ticket = ticket;
        Files = files;
    }

    public JsonObject Ticket { get; }

    public Dictionary<string, byte[]> Files { get; }

    public string CallId => Ticket["callId"]!.GetValue<string>();

    /// <summary>A call under a new callId: <c>plain</c> (16-bit PCM) or <c>pause-ignored</c> (mu-law, card keys pressed in a
    /// pause).</summary>
    public static Sample Call(string name)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Samples", name);
        var ticket = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, "metadata.json")))!.AsObject();
        ticket["callId"] = NewCallId();
        return new Sample(ticket, [])
            .Add("media.wav", "audio/wav", File.ReadAllBytes(Path.Combine(folder, "media.wav")))
            .Add("transcript.json", "application/json", File.ReadAllBytes(Path.Combine(folder, "transcript.json")))
            .Add("keystrokes.jsonl", "application/x-ndjson", File.ReadAllBytes(Path.Combine(folder, "keystrokes.jsonl")));
    }

    /// <summary>The least that a ticket may say, with one text file of some bytes.</summary>
    public static Sample Note(string text = "the caller rang off\n", Action<JsonObject>? change = null)
    {
        var ticket = new JsonObject
        {
            ["callId"] = NewCallId(),
            ["startedAt"] = "2026-03-02T09:15:00Z",
            ["parties"] = new JsonArray(
                new JsonObject { ["role"] = "agent", ["id"] = "agent-1" },
                new JsonObject { ["role"] = "caller", ["unknown"] = true }),
            ["purposes"] = new JsonArray(new JsonObject { ["purpose"] = "quality", ["basis"] = "consent" }),
        };
        var sample = new Sample(ticket, []).Add("note.txt", "text/plain", Encoding.UTF8.GetBytes(text));
        change?.Invoke(ticket);
        return sample;
    }

    /// <summary>Announces one file less.</summary>
    public Sample Without(string name)
    {
        Files.Remove(name);
        if (Ticket["files"] is JsonArray files)
        {
            files.RemoveAll(x => x!["name"]!.GetValue<string>() == name);
        }

        return this;
    }

    /// <summary>Announces one more file, with its real size and hash.</summary>
    public Sample Add(string name, string contentType, byte[] content, bool encrypted = false)
    {
        if (Ticket["files"] is not JsonArray files)
        {
            Ticket["files"] = files = [];
        }

        files.Add((JsonNode)Announced(name, contentType, content, encrypted));
        Files[name] = content;
        return this;
    }

    public static JsonObject Announced(string name, string contentType, byte[] content, bool encrypted = false)
    {
        var file = new JsonObject
        {
            ["name"] = name,
            ["contentType"] = contentType,
            ["size"] = content.Length,
        };
        if (encrypted)
        {
            file["encrypted"] = true;
        }
        else
        {
            file["sha256"] = Sha256(content);
        }

        return file;
    }

    /// <summary>One that no other test of this run has; opaque as the tenant's own must be.</summary>
    public static string NewCallId() => $"call-{Letters(Guid.NewGuid())}-{Interlocked.Increment(ref counter) % 1000}";

    public static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    // No digits: a run of them could look like a telephone number.
    static string Letters(Guid id) => string.Concat(id.ToByteArray().Select(x => $"{(char)('a' + (x >> 4))}{(char)('a' + (x & 15))}"));
}
