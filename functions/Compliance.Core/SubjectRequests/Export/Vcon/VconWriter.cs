using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Compliance.Identities;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>
/// Creates the vCon of one exported call. Parties keep their index in the recording; a party that must not be identified has only its
/// role. Files are in the package and are referenced with their hash. Keys pressed on telephones are never included.
/// </summary>
static class VconWriter
{
    /// <summary>Longer transcripts are referenced, not repeated: 512 KiB.</summary>
    const int LongestBody = 512 * 1024;

    const string Contact = "CC";
    const string Basis = "lawful_basis";

    public static VconDocument Write(ExportOrder order, ExportedCall call, DateTimeOffset now)
    {
        var media = call.Files.Where(x => x.Kind is FileContent.Audio or FileContent.Video or FileContent.Text).ToList();
        var dialogs = media.ConvertAll(x => Dialog(call, x));
        if (dialogs.Count == 0)
        {
            // Analyses and attachments belong to a dialog, so a dialog without content represents the call.
            dialogs.Add(Placeholder(call, VconDialogType.Recording));
        }

        var attachments = call.Purposes.GroupBy(x => x.Basis).Select(x => LawfulBasisOf(call, x)).ToList();
        var whole = call.People.AllHeard && !call.Redacted && call.Files.All(x => x.LeftOut is null && x.Silenced is not { Count: > 0 });
        return new VconDocument
        {
            Vcon = VconDocument.Syntax,
            Uuid = UuidOf(order, call),
            Extensions = attachments.Count > 0 ? [Contact, Basis] : [Contact],
            CreatedAt = now,
            Subject = null,
            Redacted = whole ? null : new VconRedacted("rights_of_others"),
            Parties = [.. call.Call.Parties.Select((party, index) => Party(party, call.People.IsSubject(index), order.Normalizer))],
            Dialog = dialogs,
            Analysis = [.. call.Files.Where(x => x.Kind is FileContent.Transcript).Select(x => Transcript(call, x))],
            Attachments = attachments,
        };
    }

    static VconParty Party(Party party, bool told, IdentityNormalizer normalizer)
    {
        var role = party.Role switch
        {
            PartyRole.Agent => "agent",
            PartyRole.Caller => "customer",
            PartyRole.Supervisor => "supervisor",
            PartyRole.Interpreter => "sme",
            _ => "thirdparty",
        };
        return told
            ? new VconParty(
                Told(IdentityType.Phone, party.Phone, "tel:"), Told(IdentityType.Email, party.Email, "mailto:"), party.Name, role)
            : new VconParty(Role: role);

        string? Told(IdentityType type, string? text, string scheme) =>
            normalizer.TryNormalize(type, text, out var identity) ? scheme + identity.Value : null;
    }

    static VconDialog Dialog(ExportedCall call, ExportedFile file)
    {
        var placeholder = Placeholder(call, file.Kind is FileContent.Text ? VconDialogType.Text : VconDialogType.Recording);
        if (file.Path is null)
        {
            return placeholder;
        }

        return placeholder with
        {
            Parties = PartiesOf(call, file),
            Mediatype = file.Kind is FileContent.Text ? "text/plain" : file.ContentType.Split(';')[0].Trim(),
            Filename = file.Path,
            ContentHash = file.Sha512,
        };
    }

    static VconDialog Placeholder(ExportedCall call, VconDialogType type) => new()
    {
        Type = type,
        Start = call.Call.StartedAt,
        Duration = call.Call.DurationSeconds,
        InteractionId = call.Call.CallId.Value,
        InteractionType = type is VconDialogType.Recording ? "call" : "note",
    };

    /// <summary>Per channel if the file's channels are known; null for a channel with several speakers or none.</summary>
    static IReadOnlyList<int?> PartiesOf(ExportedCall call, ExportedFile file)
    {
        var on = call.People.OnChannels(file.Channels);
        return on.Any(x => x.Count == 1)
            ? [.. on.Select((x, channel) => x.Count == 1 && file.Silenced?.Contains(channel) is not true ? x[0] : (int?)null)]
            : [.. Enumerable.Range(0, call.Call.Parties.Count).Select(x => (int?)x)];
    }

    static VconAnalysis Transcript(ExportedCall call, ExportedFile file)
    {
        var placeholder = new VconAnalysis("transcript", "unstated", Dialog: 0);
        if (file.Path is null || !call.Turns.TryGetValue(file.Ordinal, out var turns))
        {
            return placeholder;
        }

        var body = JsonSerializer.SerializeToElement(turns, VconJson.Options);
        var named = placeholder with { Mediatype = "application/json", Filename = file.Path };
        return Encoding.UTF8.GetByteCount(body.GetRawText()) <= LongestBody
            ? named with { Encoding = "json", Body = body }
            : named with { ContentHash = file.Sha512 };
    }

    static VconAttachment LawfulBasisOf(ExportedCall call, IGrouping<LawfulBasis, PurposeStanding> purposes)
    {
        var start = call.Call.StartedAt;
        var ends = purposes.Select(x => x.RetainUntil).ToList();
        ConsentProof[] proofs =
        [
            .. from purpose in purposes
               where purpose.Basis is LawfulBasis.Consent
               let said = call.Consents.FirstOrDefault(x => x.Purpose == purpose.Name)
               where (said?.State ?? purpose.Evidence ?? purpose.NoticeVersion) is not null
               select said is null
                   ? new ConsentProof("external_system", start, Proof(purpose))
                   : new ConsentProof(ProofType(said.Method), said.At, Proof(purpose, said)),
        ];
        var body = new LawfulBasisBody(
            JsonNamingPolicy.SnakeCaseLower.ConvertName(purposes.Key.ToString()),
            ends.TrueForAll(x => x is not null) ? ends.Max() : null,
            [.. purposes.Select(x => new PurposeGrant(x.Name, x.State is PurposeState.Active, x.Since ?? start))],
            ProofMechanisms: proofs.Length > 0 ? proofs : null);
        var party = Enumerable.Range(0, call.Call.Parties.Count).FirstOrDefault(call.People.IsSubject);
        return new VconAttachment(Basis, start, party, Dialog: 0, "application/json", "json", body);
    }

    static string ProofType(string? method) => method switch
    {
        "spoken" => "verbal_confirmation",
        "written" => "signed_document",
        _ => "external_system",
    };

    /// <summary>A consent record goes before what the ticket says of the same purpose.</summary>
    static Dictionary<string, string> Proof(Purpose purpose, CallConsent said)
    {
        var proof = Proof(purpose);
        proof["state"] = said.State;
        if (said.Notice is { } notice)
        {
            proof["notice_version"] = notice;
        }

        if (said.MediaSeconds is { } seconds)
        {
            proof["media_seconds"] = seconds.ToString("0.0##", CultureInfo.InvariantCulture);
        }

        return proof;
    }

    static Dictionary<string, string> Proof(Purpose purpose)
    {
        var proof = new Dictionary<string, string>(StringComparer.Ordinal) { ["purpose"] = purpose.Name };
        if (purpose.NoticeVersion is { } notice)
        {
            proof["notice_version"] = notice;
        }

        if (purpose.Evidence is { } evidence)
        {
            proof["evidence"] = evidence;
        }

        return proof;
    }

    /// <summary>UUID version 8 (RFC 9562, 5.8): 122 bits of a SHA-256.</summary>
    static Guid UuidOf(ExportOrder order, ExportedCall call)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"vcon/{order.Build.Request}/{call.RecordingId}/{call.Generation}");
        if (order.Redactions.SinceOf(call.RecordingId) is > 1 and var since)
        {
            name += string.Create(CultureInfo.InvariantCulture, $"/{since}");
        }

        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(name))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
