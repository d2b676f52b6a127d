using System.Text;
using System.Text.Json.Nodes;
using Compliance.Failures;
using Compliance.Identities;
using Compliance.Recordings;

namespace Compliance.Core.Tests.Recordings.Ingest.Tickets;

/// <summary>One full ticket, and ways to spoil it.</summary>
static class TicketSample
{
    public static DateTimeOffset Now { get; } = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    public static TicketParser Parser { get; } = new(new IdentityNormalizer("GB"), new FakeTimeProvider(Now));

    public const string Json = """
        {"callId":"0f21ddb6-6cad-4a26-8d11-6ece1738f7d9","startedAt":"2026-03-02T09:15:00Z","endedAt":"2026-03-02T09:15:40Z",
         "durationSeconds":36.5,"direction":"inbound","language":"en","queue":"billing",
         "parties":[{"role":"agent","channel":0,"id":"agent-1","name":"Dana Whitfield"},
                    {"role":"caller","channel":1,"name":"Amelia Okafor","phone":"07700 900000","email":"amelia.okafor@example.org",
                     "accountId":"AC-100000","dateOfBirth":"1990-05-17","unknown":false}],
         "purposes":[{"purpose":"quality","basis":"consent","noticeVersion":"2026-01","evidence":"spoken, turn 2"},
                     {"purpose":"evidence","basis":"legalObligation","retainAtLeastUntil":"2027-03-02T00:00:00Z",
                      "retainUntil":"2033-03-02T00:00:00Z"}],
         "pauseWindows":[{"start":12.5,"end":31.0,"trigger":"automatic","channels":["audio","screen","keystrokes"]}],
         "media":{"encoding":"a-law","sampleRate":8000,"channels":["agent","caller"]},"custom":{"scenario":"plain","b":"2"},
         "files":[{"name":"media.wav","contentType":"audio/wav","size":1240816,
                   "sha256":"E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855","encrypted":false},
                  {"name":"keystrokes.jsonl","contentType":"application/x-ndjson","size":0}]}
        """;

    public static RecordingTicket Ticket { get; } = Success(Parser.ParseTicket(Encoding.UTF8.GetBytes(Json)));

    public static byte[] With(Action<JsonObject> change)
    {
        var ticket = JsonNode.Parse(Json)!.AsObject();
        change(ticket);
        return Encoding.UTF8.GetBytes(ticket.ToJsonString());
    }

    /// <summary>Replaces, adds or (null) removes the value at a path like <c>files[0].size</c>; the value is JSON.</summary>
    public static byte[] With(string path, string? json) => With(ticket => Put(ticket, path, json));

    public static void Put(JsonObject ticket, string path, string? json)
    {
        var steps = path.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.');
        JsonNode node = ticket;
        foreach (var step in steps[..^1])
        {
            node = int.TryParse(step, out var index) ? node[index]! : node[step]!;
        }

        var value = json is null ? null : JsonNode.Parse(json);
        if (int.TryParse(steps[^1], out var last))
        {
            node[last] = value;
        }
        else if (json is null)
        {
            node.AsObject().Remove(steps[^1]);
        }
        else
        {
            node[steps[^1]] = value;
        }
    }

    public static T Success<T>(Outcome<T> outcome)
        where T : notnull =>
        outcome.IsSuccess(out var value, out var failure)
            ? value
            : throw new InvalidOperationException(
                failure is { Errors.ByField: var errors }
                    ? string.Join("; ", errors.Select(x => $"{x.Key} {x.Value[0]}")) : $"{failure}");

    public static IReadOnlyDictionary<string, string[]> Errors<T>(Outcome<T> outcome) =>
        FailureAssert.Faults(outcome.Failure);
}
