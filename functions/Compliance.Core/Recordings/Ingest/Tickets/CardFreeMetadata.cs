using System.Globalization;
using Compliance.Failures;
using Compliance.Pci;

namespace Compliance.Recordings;

/// <summary>
/// Removes card data from metadata before any of it is stored, indexed or compared: from free text, and from the names and values of the
/// tenant's custom pairs (PCI DSS 3.3.1, 3.5.1). An identity that is a card number identifies nobody, so it is removed as a whole; a
/// caller without any other identity becomes unknown.
/// </summary>
static class CardFreeMetadata
{
    /// <summary>Up to this length, a card number of some scheme may also be a telephone number; longer numbers may not.</summary>
    const int PhoneDigits = 13;

    public static Outcome<(RecordingTicket Call, IReadOnlyList<PciFinding> Findings)> Of(RecordingTicket call, bool keepLastFour) =>
        Rewrite(call, keepLastFour, Call);

    /// <summary>What is sealed: the call, and in its corrections the reasons and the values as they were.</summary>
    public static Outcome<(MetadataRecord Record, IReadOnlyList<PciFinding> Findings)> Of(MetadataRecord record, bool keepLastFour) =>
        Rewrite(record, keepLastFour, (x, text) => new MetadataRecord(
            Call(x.Call, text), [.. x.Corrections.Select(note => CardFreeCorrections.Note(note, text))]));

    public static Outcome<(MetadataCorrection Correction, IReadOnlyList<PciFinding> Findings)> Of(
        MetadataCorrection correction, bool keepLastFour) =>
        Rewrite(correction, keepLastFour, (x, text) => Fields(x with { Reason = text("reason", x.Reason)! }, text));

    /// <summary>What a request corrects, and why: before any of it is stored.</summary>
    public static Outcome<(string Reason, RecordingCorrection Correction)> Of(string reason, RecordingCorrection correction) =>
        Rewrite((Reason: reason, Correction: correction), keepLastFour: false, (x, text) => (
            text("reason", x.Reason)!,
            x.Correction with
            {
                Metadata = x.Correction.Metadata is { } metadata ? Fields(metadata, text) : null,
                Turns = [.. x.Correction.Turns.Select(turn => turn with { To = text("", turn.To)! })],
                Statement = text("statement", x.Correction.Statement),
            })).IsSuccess(out var free, out var failure) ? free.Value : failure;

    static RecordingTicket Call(RecordingTicket call, TextOf text) => call with
    {
        Parties = Parties(call.Parties, text),
        Purposes = Purposes(call.Purposes, text),
        Media = call.Media is not { } media ? null : media with
        {
            Encoding = text("encoding", media.Encoding),
            Channels = [.. media.Channels.Select(channel => text("channels", channel)!)],
        },
        Custom = Custom(call.Custom, text),
    };

    static T Fields<T>(T correction, TextOf text)
        where T : CorrectedMetadata => correction with
        {
            Parties = correction.Parties is { } parties ? Parties(parties, text) : null,
            Purposes = correction.Purposes is { } purposes ? Purposes(purposes, text) : null,
            Custom = correction.Custom is { } custom ? Custom(custom, text) : null,
        };

    /// <summary>Visits all texts twice: first to examine them together, then to write back what may stay.</summary>
    static Outcome<(T Value, IReadOnlyList<PciFinding> Findings)> Rewrite<T>(T value, bool keepLastFour, Func<T, TextOf, T> through)
    {
        var fields = new List<PciField>();
        through(value, (name, text) =>
        {
            if (text is not null)
            {
                fields.Add(new(name, text));
            }

            return text;
        });
        var (texts, findings) = PciText.Redact(fields, keepLastFour);
        if (texts is null)
        {
            return Failure.Invalid("custom", "contains more card data than can be removed");
        }

        var next = 0;
        return (findings.Count == 0 ? value : through(value, (_, text) => text is null ? null : texts[next++]), findings);
    }

    internal static IReadOnlyList<Party> Parties(IReadOnlyList<Party> parties, TextOf text) => [.. parties.Select(x => One(x, text))];

    static Party One(Party party, TextOf text)
    {
        var phone = party.Phone?.Count(char.IsDigit) > PhoneDigits ? Whole(text("phone", party.Phone), party.Phone) : party.Phone;
        var email = Whole(text("email", party.Email), party.Email);
        var account = Whole(text("accountId", party.AccountId), party.AccountId);
        var lost = (party.Phone ?? party.Email ?? party.AccountId) is not null && (phone ?? email ?? account) is null;
        return party with
        {
            Id = text("id", party.Id),
            Name = text("name", party.Name),
            Phone = phone,
            Email = email,
            AccountId = account,
            Unknown = party.Unknown || (lost && party.Role is PartyRole.Caller),
        };
    }

    static string? Whole(string? left, string? identity) => left == identity ? identity : null;

    internal static IReadOnlyList<Purpose> Purposes(IReadOnlyList<Purpose> purposes, TextOf text) =>
        [.. purposes.Select(
            x => x with { NoticeVersion = text("noticeVersion", x.NoticeVersion), Evidence = text("evidence", x.Evidence) })];

    internal static IReadOnlyDictionary<string, string> Custom(IReadOnlyDictionary<string, string> custom, TextOf text)
    {
        var pairs = new Dictionary<string, string>(custom.Count, StringComparer.Ordinal);
        foreach (var (key, value) in custom)
        {
            var name = text("", key)!;
            var free = name;
            for (var number = 2; pairs.ContainsKey(free); number++)
            {
                free = string.Create(CultureInfo.InvariantCulture, $"{name} {number}");
            }

            pairs[free] = text(key, value)!;
        }

        return pairs;
    }

    /// <summary>A text without card data.</summary>
    internal delegate string? TextOf(string name, string? text);
}
