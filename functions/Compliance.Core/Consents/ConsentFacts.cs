using System.Text;
using Compliance.Json;
using Compliance.Model;
using Compliance.Notices;

namespace Compliance.Consents;

/// <summary>
/// What a listing shows of a record, so that reports open nothing: the blob's metadata <c>facts</c>, in JSON. Pseudonymous as the record is,
/// without its tokens.
/// </summary>
/// <param name="Queue">Of the call; null for a record that is not of a call, or where its queue is not known.</param>
/// <param name="Recording">Null until a recording of the call is announced.</param>
/// <param name="Events">Oldest first.</param>
public sealed record ConsentFacts(string Purpose, string? Queue, RecordingId? Recording, IReadOnlyList<ConsentFact> Events)
{
    const string Name = "facts";

    /// <summary>All metadata of a blob may have 8 KiB.</summary>
    const int MostCharacters = 6000;

    public static ConsentFacts None { get; } = new("", null, null, []);

    public static ConsentFacts Of(ConsentDocument document) => new(
        document.Purpose,
        document.Call?.Queue,
        document.Call?.RecordingId,
        [
            .. document.Events.Select(x => new ConsentFact(x.State, x.At)
            {
                Method = x.Method,
                Notice = x.Notice,
                HasEvidence = x.HasEvidence,
                MediaSeconds = x.MediaSeconds,
                ValidUntil = x.ValidUntil,
            }),
        ]);

    /// <returns>Null where the listing says nothing, or too little: the record itself does.</returns>
    public static ConsentFacts? Of(IReadOnlyDictionary<string, string>? metadata) =>
        metadata?.GetValueOrDefault(Name) is { } json ? StateJson.Read<ConsentFacts>(Encoding.UTF8.GetBytes(json)) : null;

    /// <returns>Null where there is too much of it.</returns>
    internal static IDictionary<string, string>? MetadataOf(ConsentDocument document)
    {
        // JSON escapes what is not ASCII. A header's spaces might be folded.
        var json = Encoding.UTF8.GetString(StateJson.Write(Of(document))).Replace(" ", "\\u0020", StringComparison.Ordinal);
        return json.Length <= MostCharacters ? new Dictionary<string, string>(StringComparer.Ordinal) { [Name] = json } : null;
    }

    /// <summary>
    /// What happened: each event with the notice that the person had been given by then, and the end of what was given for a time.
    /// </summary>
    public IEnumerable<ConsentFact> Happened(DateTimeOffset now)
    {
        GivenNotice? notice = null;
        foreach (var (i, said) in Events.Index())
        {
            notice = said.Notice ?? notice;
            yield return said with { Notice = notice };
            var next = i + 1 < Events.Count ? Events[i + 1] : null;
            if (ConsentTransitions.IsValid(said.State)
                && said.ValidUntil is { } end
                && end <= now
                && !(next?.At <= end)
                && next is not { State: ConsentState.Expired })
            {
                yield return new ConsentFact(ConsentState.Expired, end) { Method = said.Method, Notice = notice };
            }
        }
    }
}

/// <summary>A <see cref="ConsentEvent"/>, as far as a report counts it.</summary>
public sealed record ConsentFact(ConsentState State, DateTimeOffset At)
{
    public ConsentMethod? Method { get; init; }

    public GivenNotice? Notice { get; init; }

    public bool HasEvidence { get; init; }

    public double? MediaSeconds { get; init; }

    public DateTimeOffset? ValidUntil { get; init; }
}
