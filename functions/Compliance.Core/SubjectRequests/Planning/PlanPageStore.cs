using System.Globalization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Json;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// A request's plan and outcomes in pages, <c>requests/{id}/plan/{page}</c> and <c>…/outcomes/{page}</c>. Each step works on one page, so
/// ten thousand recordings never fill one message or one history. Pseudonymous.
/// </summary>
public sealed class PlanPageStore
{
    /// <summary>Recordings per page.</summary>
    public const int Size = 50;

    const string Plan = "plan";
    const string Outcomes = "outcomes";
    const string Interim = "interim";

    public Task PutPlanAsync(
        TenantStore store, SubjectRequestId id, int page, IReadOnlyList<PlanItem> items, CancellationToken cancellationToken) =>
        PutAsync(store, id, Plan, page, items, cancellationToken);

    public async Task<IReadOnlyList<PlanItem>> PlanAsync(
        TenantStore store, SubjectRequestId id, int page, CancellationToken cancellationToken) =>
        await FindAsync<IReadOnlyList<PlanItem>>(store, id, Plan, page, cancellationToken)
        ?? throw new InvalidOperationException("A page of a request's plan is gone.");

    public Task PutOutcomesAsync(
        TenantStore store, SubjectRequestId id, int page, IReadOnlyList<RecordingOutcome> outcomes, CancellationToken cancellationToken) =>
        PutAsync(store, id, Outcomes, page, outcomes, cancellationToken);

    /// <returns>Null if the page has not been acted on yet.</returns>
    public Task<IReadOnlyList<RecordingOutcome>?> OutcomesAsync(
        TenantStore store, SubjectRequestId id, int page, CancellationToken cancellationToken) =>
        FindAsync<IReadOnlyList<RecordingOutcome>>(store, id, Outcomes, page, cancellationToken);

    /// <summary>All outcomes so far, in the plan's order.</summary>
    public async Task<IReadOnlyList<RecordingOutcome>> AllOutcomesAsync(
        TenantStore store, SubjectRequestId id, int pages, CancellationToken cancellationToken)
    {
        var all = new List<RecordingOutcome>();
        for (var page = 0; page < pages; page++)
        {
            all.AddRange(await OutcomesAsync(store, id, page, cancellationToken) ?? []);
        }

        return all;
    }

    /// <summary>Lists the recordings that the request affects before its decision, <c>requests/{id}/interim/{page}</c>.</summary>
    public async Task PutInterimAsync(
        TenantStore store, SubjectRequestId id, IReadOnlyList<RecordingId> recordings, CancellationToken cancellationToken)
    {
        foreach (var (page, items) in recordings.Chunk(Size).Index())
        {
            await PutAsync(store, id, Interim, page, items, cancellationToken);
        }
    }

    public async Task<IReadOnlyList<RecordingId>> InterimAsync(
        TenantStore store, SubjectRequestId id, CancellationToken cancellationToken)
    {
        var all = new List<RecordingId>();
        for (var page = 0; await FindAsync<RecordingId[]>(store, id, Interim, page, cancellationToken) is { } items; page++)
        {
            all.AddRange(items);
        }

        return all;
    }

    /// <summary>Records a page of a package that was rebuilt, and the number of its recordings, to report progress.</summary>
    public Task PutRepackedAsync(TenantStore store, PackageBuild build, int page, int count, CancellationToken cancellationToken) =>
        PutAsync(store, build.Request, Repacked(build), page, new RepackedPage(count), cancellationToken);

    /// <returns>The number of recordings on the pages that are done.</returns>
    public async Task<int> RepackedAsync(TenantStore store, PackageBuild build, int pages, CancellationToken cancellationToken)
    {
        var done = 0;
        for (var page = 0; page < pages; page++)
        {
            done += (await FindAsync<RepackedPage>(store, build.Request, Repacked(build), page, cancellationToken))?.Recordings ?? 0;
        }

        return done;
    }

    static string Repacked(PackageBuild build) => string.Create(CultureInfo.InvariantCulture, $"repacked/{build.Revision:D5}");

    static Task PutAsync<T>(
        TenantStore store, SubjectRequestId id, string kind, int page, T content, CancellationToken cancellationToken) =>
        store.Documents.UploadAsync(
            Blob(store, id, kind, page), BinaryData.FromBytes(StateJson.Write(content)), new BlobUploadOptions(), cancellationToken);

    static async Task<T?> FindAsync<T>(TenantStore store, SubjectRequestId id, string kind, int page, CancellationToken cancellationToken)
        where T : class =>
        await store.Documents.FindAsync(Blob(store, id, kind, page), cancellationToken) is { } found ? StateJson.Read<T>(found.Content) : null;

    static BlobClient Blob(TenantStore store, SubjectRequestId id, string kind, int page) =>
        store.Requests.GetBlobClient(string.Create(CultureInfo.InvariantCulture, $"{id}/{kind}/{page:D5}"));

    sealed record RepackedPage(int Recordings);
}
