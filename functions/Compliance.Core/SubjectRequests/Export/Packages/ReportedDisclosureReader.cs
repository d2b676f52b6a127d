using System.Collections.Concurrent;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Collects, for the report of an access request, what the register of disclosures says about a person and recordings.</summary>
public sealed class ReportedDisclosureReader(
    DisclosureRegister disclosures, ISubjectRequests requests, ContentReads reads, Pseudonyms pseudonyms)
{
    const int AtOnce = 16;

    public async Task<ReportedDisclosures> ReadAsync(
        TenantStore store,
        SubjectRequestDocument document,
        IReadOnlyList<RecordingId> recordings,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        var consultations = new ConcurrentBag<ReportConsultation>();
        var names = new ConcurrentDictionary<string, string?>(StringComparer.Ordinal);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(recordings, options, async (id, token) =>
        {
            foreach (var read in await reads.ListAsync(store, id, token))
            {
                var name = settings.NameReaders ? await NameAsync(store, names, read.By, token) : null;
                consultations.Add(new ReportConsultation(
                    id,
                    read.At,
                    name ?? string.Join(", ", read.Roles.Select(WordsOf)),
                    read.Part == ContentReads.Metadata ? "the details of the call" : "a file of the recording",
                    read.Purpose));
            }
        });
        return new ReportedDisclosures(
            await RecipientsAsync(store, document, cancellationToken),
            [.. consultations.OrderBy(x => x.At).ThenBy(x => x.RecordingId.Value).ThenBy(x => x.Who, StringComparer.Ordinal)]);
    }

    /// <summary>Of every request of the person, because another request of theirs may have told recipients of them.</summary>
    async Task<IReadOnlyList<ReportRecipient>> RecipientsAsync(
        TenantStore store, SubjectRequestDocument document, CancellationToken cancellationToken)
    {
        var found = new List<ReportRecipient>();
        foreach (var request in await requests.FindAsync(store, document.SubjectTokens, cancellationToken))
        {
            found.AddRange((await disclosures.OfAsync(store, request, cancellationToken)).Where(x => x.Name is not null)
                .Select(x => new ReportRecipient(x.Name!, x.At, WordsOf(x))));
        }

        return [.. found.OrderBy(x => x.At).ThenBy(x => x.Name, StringComparer.Ordinal)];
    }

    async Task<string?> NameAsync(
        TenantStore store, ConcurrentDictionary<string, string?> known, string pseudonym, CancellationToken cancellationToken)
    {
        if (!known.TryGetValue(pseudonym, out var name))
        {
            name = known[pseudonym] = (await pseudonyms.ResolveAsync(store.Scope, pseudonym, cancellationToken))?.Name;
        }

        return name;
    }

    static string WordsOf(RequestDisclosure disclosed) => disclosed.What is DisclosedThing.Notice
        ? "a message that a request of yours was carried out, without your data"
        : disclosed.What is DisclosedThing.Package
        ? "a copy of your recordings, as you asked"
        : string.Join(", ", disclosed.Identities.Select(x => x.ToString().ToLowerInvariant()).Append($"{disclosed.CallIds} call ids"));

    static string WordsOf(string role) => role switch
    {
        "Recordings.Read" => "reader of recordings",
        "Privacy.Intake" => "intake of privacy requests",
        "Privacy.Handler" => "handler of privacy requests",
        "Privacy.Approver" => "approver of privacy requests",
        "Privacy.Officer" => "data protection officer",
        _ => role,
    };
}
