using Compliance.Failures;
using Compliance.Forms;
using Compliance.Identities;

namespace Compliance.Recordings;

/// <summary>The rules of a ticket that its types do not express. Fields that could not be parsed are null here and are skipped.</summary>
sealed class TicketRules
{
    readonly FieldRules rules;
    readonly IdentityNormalizer normalizer;
    readonly PartyRules parties;
    readonly PurposeRules purposes;
    readonly WindowRules windows;
    readonly FileRules files;

    public TicketRules(FieldErrors errors, IdentityNormalizer normalizer)
    {
        this.normalizer = normalizer;
        rules = new FieldRules(errors);
        parties = new PartyRules(rules, normalizer);
        purposes = new PurposeRules(rules);
        windows = new WindowRules(rules);
        files = new FileRules(rules);
    }

    public void Check(RecordingTicket ticket, DateTimeOffset now)
    {
        // An invalid value must not be used to judge others.
        var started = Started(ticket, now);
        var duration = Duration(ticket);
        var announced = Announced(ticket.Parties);
        rules.Opaque("callId", ticket.CallId == default ? null : ticket.CallId.Value, announced);
        CheckEnd(ticket, started, now);
        rules.Language("language", ticket.Language);
        rules.Queue("queue", ticket.Queue, announced);
        rules.Queue("category", ticket.Category, announced);
        parties.Check("parties", ticket.Parties, started);
        purposes.Check("purposes", ticket.Purposes, started, announced);
        ticket.Notice?.Check("notice", rules);
        windows.Check("pauseWindows", ticket.PauseWindows, duration);
        CheckMedia(ticket.Media);
        CheckCustom(ticket.Custom);
        files.Check("files", ticket.Files, announced);
    }

    public void Check(LateFiles late, RecordingTicket current)
    {
        files.Check("files", late.Files, Announced(current.Parties));
        windows.Check("pauseWindows", late.PauseWindows, current.DurationSeconds);
    }

    public void Check(MetadataCorrection correction, RecordingTicket current)
    {
        rules.Note("reason", correction.Reason);
        rules.Require(correction.ChangesAnything, "reason", "is not enough: give at least one field to correct");
        Check((CorrectedMetadata)correction, current);
    }

    public void Check(CorrectedMetadata correction, RecordingTicket current)
    {
        rules.Language("language", correction.Language);
        var announced = Announced(correction.Parties ?? current.Parties);
        rules.Queue("queue", correction.Queue, announced);
        rules.Queue("category", correction.Category, announced);
        parties.Check("parties", correction.Parties, current.StartedAt, current.Parties);
        purposes.Check("purposes", correction.Purposes, current.StartedAt, announced);
        CheckCustom(correction.Custom);
    }

    /// <returns>The default value if it is absent or impossible.</returns>
    DateTimeOffset Started(RecordingTicket ticket, DateTimeOffset now)
    {
        var possible = ticket.StartedAt >= FieldLimits.Earliest && ticket.StartedAt <= now + FieldLimits.ClockLead;
        rules.Require(
            possible, "startedAt", $"must be from {FieldLimits.Earliest.Year} to {FieldLimits.ClockLead.TotalHours} hours ahead of now");
        return possible ? ticket.StartedAt : default;
    }

    double? Duration(RecordingTicket ticket)
    {
        var possible = ticket.DurationSeconds is null or (>= 0 and <= FieldLimits.DurationSeconds);
        rules.Require(possible, "durationSeconds", $"must be from 0 to {FieldLimits.DurationSeconds} seconds");
        return possible ? ticket.DurationSeconds : null;
    }

    void CheckEnd(RecordingTicket ticket, DateTimeOffset started, DateTimeOffset now)
    {
        rules.Require(ticket.EndedAt is not { } ended || ended >= started, "endedAt", "must not be before startedAt");
        rules.Require(
            ticket.EndedAt is not { } end || end <= now + FieldLimits.ClockLead,
            "endedAt",
            $"must not be more than {FieldLimits.ClockLead.TotalHours} hours ahead of now");
    }

    void CheckMedia(MediaDescription? media)
    {
        if (media is null)
        {
            return;
        }

        rules.Line("media.encoding", media.Encoding, FieldLimits.TextCharacters);
        rules.Require(media.SampleRate is null or (> 0 and <= 1_000_000), "media.sampleRate", "must be 1 to 1000000 samples per second");
        if (!rules.Counts("media.channels", media.Channels, 0, FieldLimits.Channels))
        {
            return;
        }

        for (var i = 0; i < media.Channels.Count; i++)
        {
            rules.Line($"media.channels[{i}]", media.Channels[i], FieldLimits.TextCharacters);
        }
    }

    /// <summary>Keys may name people just as values do, so errors name the whole field.</summary>
    void CheckCustom(IReadOnlyDictionary<string, string>? custom)
    {
        if (!rules.Counts("custom", custom, 0, FieldLimits.CustomPairs))
        {
            return;
        }

        rules.Require(
            custom.All(x => x.Key.Length is > 0 and <= FieldLimits.CustomKeyCharacters
                && x.Value is null or { Length: <= FieldLimits.CustomValueCharacters }),
            "custom",
            $"must have keys of 1-{FieldLimits.CustomKeyCharacters}, values of at most {FieldLimits.CustomValueCharacters} characters");
    }

    IReadOnlyList<NormalizedIdentity> Announced(IReadOnlyList<Party?>? parties) =>
        parties is not { Count: <= FieldLimits.Parties } ? [] : PartyIdentities.Of(parties.OfType<Party>(), normalizer);
}
