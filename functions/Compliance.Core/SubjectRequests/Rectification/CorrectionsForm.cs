using Compliance.Failures;
using Compliance.Forms;
using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>What a rectification corrects (GDPR Art. 16; openapi.yaml, <c>PUT …/corrections</c>). Sealed under the request key.</summary>
public sealed record CorrectionsForm
{
    /// <summary>Recordings per request whose corrections it carries.</summary>
    const int MostRecordings = 100;

    const int MostTurns = 500;

    /// <summary>Characters of a turn.</summary>
    const int TurnCharacters = 10_000;

    /// <summary>Why they are wrong or incomplete; sealed with the old values.</summary>
    public required string Reason { get; init; }

    public required IReadOnlyList<RecordingCorrection> Recordings { get; init; }

    public static Outcome<CorrectionsForm> Parse(ReadOnlyMemory<byte> utf8) =>
        CheckedBody.Parse<CorrectionsForm>(utf8, (form, errors) => Check("", form, errors));

    /// <summary>The sealed text's name.</summary>
    public static string NameOf(string mac) => $"corrections-{SubjectRequestTexts.Short(mac)}";

    /// <summary>The rules that need nothing but the form.</summary>
    public static void Check(string at, CorrectionsForm form, FieldErrors errors)
    {
        var rules = new FieldRules(errors);
        rules.Note($"{at}reason", form.Reason);
        if (!rules.Counts($"{at}recordings", form.Recordings, 1, MostRecordings))
        {
            return;
        }

        var known = new HashSet<RecordingId>();
        foreach (var (i, recording) in form.Recordings.Index().Where(x => x.Item is not null))
        {
            var field = $"{at}recordings[{i}].";
            rules.Require(known.Add(recording.RecordingId), $"{field}recordingId", "is corrected twice");
            rules.Require(
                recording.Statement is not null || recording.Turns is not { Count: 0 } || recording.Metadata?.ChangesAnything is true,
                $"{field}recordingId",
                "is not enough: give metadata, turns or a statement");
            rules.Require(recording.Metadata?.ChangesAnything is not false, $"{field}metadata", "must have at least one field to correct");
            rules.Note($"{field}statement", recording.Statement);
            Turns(field, recording.Turns, rules);
        }
    }

    static void Turns(string at, IReadOnlyList<TurnCorrection?>? turns, FieldRules rules)
    {
        if (!rules.Counts($"{at}turns", turns, 0, MostTurns))
        {
            return;
        }

        var known = new HashSet<(string, int)>();
        foreach (var (i, turn) in turns.Index())
        {
            if (turn is not { File: not null, From: not null, To: not null })
            {
                continue;
            }

            var field = $"{at}turns[{i}].";
            rules.Require(turn.Turn >= 0, $"{field}turn", "must be from 0");
            rules.Require(known.Add((turn.File, turn.Turn)), $"{field}turn", "is corrected twice");
            rules.Require(
                !string.IsNullOrWhiteSpace(turn.To) && turn.To.Length <= TurnCharacters,
                $"{field}to",
                $"must have words, in at most {TurnCharacters} characters: what was said is corrected, not removed");
            rules.Require(turn.To != turn.From, $"{field}to", "must differ from from");
        }
    }

    public override string ToString() => "CorrectionsForm(redacted)";
}

/// <summary>The corrections of a request, as the register knows them. Names nobody.</summary>
/// <param name="Mac">HMAC over the form; its sealed text's name derives from it.</param>
/// <param name="By">The pseudonym of whoever gave them.</param>
public sealed record CorrectionState(string Mac, string By, DateTimeOffset At, IReadOnlyList<CorrectedRecording> Recordings)
{
    public static CorrectionState Of(CorrectionsForm form, string mac, string by, DateTimeOffset at) => new(
        mac,
        by,
        at,
        [
            .. form.Recordings.Select(x => new CorrectedRecording(
                x.RecordingId, x.Metadata is not null, x.Turns.Count > 0, x.Statement is not null)),
        ]);
}

/// <param name="Statement">Whether a statement is added.</param>
public sealed record CorrectedRecording(RecordingId RecordingId, bool Metadata, bool Turns, bool Statement);
