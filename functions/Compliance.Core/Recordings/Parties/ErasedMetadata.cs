using Compliance.Identities;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// The metadata of a recording without one party: no identity of theirs, no custom pair with one, no value that was corrected for them.
/// Indices of parties stay.
/// </summary>
public sealed class ErasedMetadata(TenantSettingsStore settings, IndexSecretReader secrets)
{
    internal async Task<FreedMetadata> OfAsync(
        TenantStore store,
        RecordingManifest manifest,
        RecordingId id,
        RecordingKey key,
        PartyErasureRun run,
        CancellationToken cancellationToken)
    {
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        var normalizer = new IdentityNormalizer((await settings.ReadAsync(store.Scope, cancellationToken)).Settings.Country);
        var record = Without(
            SealedMetadata.Open(manifest, id, key), run, x => PseudonymOf(secret.Tokens, id, x));
        return new FreedMetadata(
            record, [], IndexTerms.Of(record.Call, id, secret.Tokens, normalizer, manifest.Retention, found: false));
    }

    /// <param name="pseudonym">Of a staff id.</param>
    internal static MetadataRecord Without(MetadataRecord record, PartyErasureRun run, Func<string, string> pseudonym)
    {
        var identities = IdentityWords.Of(run.Parties.Select(x => record.Call.Parties[x]));
        var call = record.Call with
        {
            Parties = [.. record.Call.Parties.Select((x, i) => run.Parties.Contains(i) ? Erased(x, run.Part, pseudonym) : x)],
            Custom = record.Call.Custom.Where(x => !identities.AreIn(x.Key) && !identities.AreIn(x.Value))
                .ToDictionary(StringComparer.Ordinal),
        };
        return record with { Call = call, Corrections = [.. record.Corrections.Select(x => Without(x, run, identities))] };
    }

    /// <summary>The same person has another one in every recording, so that nobody follows them from call to call.</summary>
    internal static string PseudonymOf(BlindIndex tokens, RecordingId id, string staff) =>
        $"former-{tokens.Token("formerStaff", $"{id}/{staff}").Value[..8]}";

    static Party Erased(Party party, ErasedPart part, Func<string, string> pseudonym) => new()
    {
        Role = party.Role,
        Channel = party.Channel,
        JoinedSeconds = party.JoinedSeconds,
        LeftSeconds = party.LeftSeconds,
        Id = part is ErasedPart.Identity && party.Id is { } own ? pseudonym(own) : null,
        Unknown = party.Role is PartyRole.Caller,
        Erased = part,
    };

    static CorrectionNote Without(CorrectionNote note, PartyErasureRun run, IdentityWords identities)
    {
        var own = note.Request is { } request && run.Own.Contains(request) && run.Part is ErasedPart.All;
        return note with
        {
            Reason = own ? ErasedTurns.Mark : identities.Remove(note.Reason),
            Changes =
            [
                .. note.Changes.Where(x => !(own && x.Field == CorrectedValue.Statement)).Select(
                    x => own || IsOf(x, run) || identities.AreIn(x.From?.GetRawText()) || identities.AreIn(x.To?.GetRawText())
                        ? x with { From = null, To = null }
                        : x),
            ],
        };
    }

    static bool IsOf(CorrectedValue value, PartyErasureRun run) =>
        run.Part is ErasedPart.All
        && value is { Field: CorrectedValue.Turns, Ordinal: { } ordinal, Turn: { } turn }
        && run.Turns.Contains(new TranscriptTurn(ordinal, turn));
}
