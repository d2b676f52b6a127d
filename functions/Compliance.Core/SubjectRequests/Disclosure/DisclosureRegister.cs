using Compliance.Model;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Who was really sent or shown what, and when. Of a request: messages to recipients (<see cref="NoticeStore"/>), and what was fetched, as
/// <c>requests/{requestId}/disclosures/{occasion}</c>, create-only and sealed under the request key. Of a recording:
/// <see cref="ContentReads"/> and the packages that it was downloaded in.
/// </summary>
public sealed class DisclosureRegister(SubjectRequestTexts texts, NoticeStore notices, PackageStore packages, ContentReads reads)
{
    const string Prefix = "disclosures/";

    /// <summary>Written before anything is handed out; the first entry of an occasion stays.</summary>
    /// <param name="occasion">The same for repeats of one occasion; part of a blob name.</param>
    /// <exception cref="InvalidOperationException">The request's key is gone.</exception>
    public Task NoteAsync(
        TenantStore store,
        SubjectRequestId request,
        string occasion,
        RequestDisclosure disclosure,
        CancellationToken cancellationToken) =>
        texts.TryPutAsync(store, request, Prefix + occasion, disclosure, cancellationToken);

    /// <returns>Oldest first; without what was fetched once the request's key is gone.</returns>
    public async Task<IReadOnlyList<RequestDisclosure>> OfAsync(
        TenantStore store, SubjectRequestId request, CancellationToken cancellationToken)
    {
        var found = new List<RequestDisclosure>();
        foreach (var (recipient, notice) in await notices.ListAsync(store, request, cancellationToken))
        {
            if (notice.FirstSentAt is { } sent)
            {
                found.Add(new RequestDisclosure(sent, DisclosedThing.Notice, DisclosedTo.Recipient, recipient, By: null, []));
            }
        }

        await foreach (var blob in store.Requests.GetBlobsAsync(new() { Prefix = $"{request}/{Prefix}" }, cancellationToken))
        {
            var name = blob.Name[$"{request}/".Length..];
            if (await texts.FindAsync<RequestDisclosure>(store, request, name, cancellationToken) is { } fetched)
            {
                found.Add(fetched);
            }
        }

        return [.. found.OrderBy(x => x.At)];
    }

    /// <returns>Oldest first. Nothing of it names the data subject.</returns>
    public async Task<IReadOnlyList<RecordingDisclosure>> OfAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        var found = (await reads.ListAsync(store, id, cancellationToken)).Select(RecordingDisclosure.Of).ToList();
        foreach (var request in await packages.WithAsync(store, id, cancellationToken))
        {
            found.AddRange((await OfAsync(store, request, cancellationToken)).Where(x => x.Recordings.Contains(id))
                .Select(x => RecordingDisclosure.Of(x, request)));
        }

        return [.. found.OrderBy(x => x.At)];
    }
}

/// <summary>Somebody was shown a recording, or got it in a package.</summary>
/// <param name="What"><c>metadata</c>, <c>file</c> or <c>package</c>.</param>
/// <param name="File">The file's ordinal, for <c>file</c>.</param>
/// <param name="By">The principal's pseudonym; null for the data subject.</param>
/// <param name="Purpose">What a reader stated; null for a package.</param>
/// <param name="RequestId">The request of the package.</param>
public sealed record RecordingDisclosure(
    DateTimeOffset At,
    string What,
    string? File,
    DisclosedTo To,
    string? By,
    IReadOnlyList<string> Roles,
    string? Purpose,
    SubjectRequestId? RequestId)
{
    public static RecordingDisclosure Of(ContentRead read) => read.Part == ContentReads.Metadata
        ? new(read.At, ContentReads.Metadata, File: null, DisclosedTo.Staff, read.By, read.Roles, read.Purpose, RequestId: null)
        : new(read.At, "file", read.Part, DisclosedTo.Staff, read.By, read.Roles, read.Purpose, RequestId: null);

    public static RecordingDisclosure Of(RequestDisclosure sent, SubjectRequestId request) =>
        new(sent.At, "package", File: null, sent.To, sent.By, sent.Roles, Purpose: null, request);
}
