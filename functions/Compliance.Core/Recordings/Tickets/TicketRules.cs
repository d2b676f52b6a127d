using Compliance.Failures;
using Compliance.Identities;

namespace Compliance.Recordings.Tickets;

/// <summary>All rules of a ticket that its types do not say. What could not be read is null here, and passed over.</summary>
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
        var announced = Announced(ticket.Parties);
        rules.Opaque("callId", ticket.CallId == default ? null : ticket.CallId.Value, announced);
        CheckTimes(ticket, now);
        rules.Language("language", ticket.Language);
        rules.Queue("queue", ticket.Queue, announced);
        parties.Check("parties", ticket.Parties, ticket.StartedAt);
        purposes.Check("purposes", ticket.Purposes, ticket.StartedAt);
        windows.Check("pauseWindows", ticket.PauseWindows, ticket.DurationSeconds);
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
        rules.Require(correction.ChangesAnything, "reason", "stands alone: name at least one field to correct");
        rules.Language("language", correction.Language);
        rules.Queue("queue", correction.Queue, Announced(correction.Parties ?? current.Parties));
        parties.Check("parties", correction.Parties, current.StartedAt);
        purposes.Check("purposes", correction.Purposes, current.StartedAt);
        CheckCustom(correction.Custom);
    }

    void CheckTimes(RecordingTicket ticket, DateTimeOffset now)
    {
        var started = ticket.StartedAt;
        rules.Require(
            started == default || (started >= TicketLimits.Earliest && started <= now + TicketLimits.ClockLead),
            "startedAt",
            $"must be from {TicketLimits.Earliest.Year} to {TicketLimits.ClockLead.TotalHours} hours ahead of now");
        rules.Require(ticket.EndedAt is not { } ended || ended >= started, "endedAt", "must not be before startedAt");
        rules.Require(
            ticket.EndedAt is not { } end || end <= now + TicketLimits.ClockLead,
            "endedAt",
            $"must not be more than {TicketLimits.ClockLead.TotalHours} hours ahead of now");
        rules.Require(
            ticket.DurationSeconds is null or (>= 0 and <= TicketLimits.DurationSeconds),
            "durationSeconds",
            $"must be 0 to {TicketLimits.DurationSeconds} seconds");
    }

    void CheckMedia(MediaDescription? media)
    {
        if (media is null)
        {
            return;
        }

        rules.Line("media.encoding", media.Encoding, TicketLimits.TextCharacters);
        rules.Require(media.SampleRate is null or (> 0 and <= 1_000_000), "media.sampleRate", "must be 1 to 1000000 samples a second");
        rules.Count("media.channels", media.Channels, 0, TicketLimits.Channels);
        for (var i = 0; i < (media.Channels?.Count ?? 0); i++)
        {
            rules.Line($"media.channels[{i}]", media.Channels![i], TicketLimits.TextCharacters);
        }
    }

    /// <summary>Keys may name people as values do, so errors name the whole.</summary>
    void CheckCustom(IReadOnlyDictionary<string, string>? custom)
    {
        if (custom is null)
        {
            return;
        }

        rules.Count("custom", custom, 0, TicketLimits.CustomPairs);
        rules.Require(
            custom.All(x => x.Key.Length is > 0 and <= TicketLimits.CustomKeyCharacters && x.Value is null or { Length: <= TicketLimits.CustomValueCharacters }),
            "custom",
            $"must have keys of 1-{TicketLimits.CustomKeyCharacters} and values of at most {TicketLimits.CustomValueCharacters} characters");
    }

    IReadOnlyList<NormalizedIdentity> Announced(IReadOnlyList<Party?>? parties) =>
        parties is null ? [] : PartyIdentities.Of(parties.OfType<Party>(), normalizer);
}
