using Compliance.Model;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Completes a package once every recording has its segment: appends tables, page, signed hashes and the ZIP's directory, and records in
/// the register that it is available.
/// </summary>
public sealed class PackageAssembly(
    SubjectRequestRegister register,
    PackageStore packages,
    PackageCollection collection,
    PackageErasureCheck erasures,
    ReportedDisclosureReader disclosures,
    IConsentRecords consents,
    AutomatedDecisionRegister decisions,
    TenantSettingsStore settings,
    ITenantVaultProvider vaults,
    TimeProvider clock)
{
    /// <summary>How long a package is available.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(14);

    /// <summary>When repeated, it finds the package, or writes its end again.</summary>
    public async Task CompleteAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken)
    {
        if (await register.FindAsync(store, id, cancellationToken) is not { } stored || !IsMade(stored.Document))
        {
            return;
        }

        if (PackageBuild.Of(id, stored.Document.Package).IsOf(stored.Document.Package))
        {
            await BuildAsync(store, stored, cancellationToken);
        }

        await erasures.LookAgainAsync(store, stored, cancellationToken);
    }

    static bool IsMade(SubjectRequestDocument document) =>
        document is
        {
            Type: SubjectRequestType.Access or SubjectRequestType.Portability,
            State: SubjectRequestState.Running,
            Run.Step: RunStep.Act or RunStep.Repack,
        };

    async Task BuildAsync(TenantStore store, StoredSubjectRequest stored, CancellationToken cancellationToken)
    {
        var (id, build) = (stored.Id, PackageBuild.Of(stored.Id, stored.Document.Package));
        var (parts, omitted, redactions) = await collection.CollectAsync(store, stored, cancellationToken);
        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        var disclosed = stored.Document.Type is SubjectRequestType.Access
            ? await disclosures.ReadAsync(
                store, stored.Document, [.. parts.Select(x => x.Recording.RecordingId)], current, cancellationToken)
            : ReportedDisclosures.None;
        var listed = stored.Document.Type is SubjectRequestType.Access
            ? await decisions.ListAsync(store, cancellationToken)
            : new ListedDecisions([], Unverifiable: 0);
        var facts = new PackageFacts(
            id,
            stored.Document.Type,
            stored.Document.Clock.ReceivedAt,
            clock.GetUtcNow(),
            current,
            [.. parts.Select(x => x.Recording)],
            omitted,
            build.Revision)
        {
            Disclosed = disclosed,
            Consents = stored.Document.Type is SubjectRequestType.Access
                ? await consents.OfAsync(store, stored, current, cancellationToken)
                : [],
            AutomatedDecisions = [.. listed.Entries.Select(x => x.Document.Current.Decision)],
            UnverifiableDecisions = listed.Unverifiable,
        };
        var end = await packages.SealAsync(
            store, build, place: null, target => EndAsync(store, target, facts, parts, cancellationToken), cancellationToken);
        var contents = new PackageContents([.. parts.Select(x => new PackagePiece(x.Blob, x.Content)), end]);
        var name = await packages.PutContentsAsync(store, build, contents, cancellationToken);
        await packages.MarkReadyAsync(store, build, cancellationToken);
        var size = contents.Pieces.Sum(x => x.Content.ClearLength);
        var updated = await register.UpdateAsync(
            store,
            id,
            document => IsMade(document) && build.IsOf(document.Package)
                ? document with { Package = Made(document.Package, facts.BuiltAt, size, parts.Count, name) }
                : null,
            cancellationToken);
        if (updated?.Document.Package?.Contents == name)
        {
            var kept = parts.Select(x => (x.Recording.RecordingId, redactions.SinceOf(x.Recording.RecordingId)));
            await packages.RemoveStrayAsync(store, build, name, contents, kept, cancellationToken);
        }
    }

    static PackageState Made(PackageState? before, DateTimeOffset at, long size, int recordings, string contents) =>
        (before ?? new PackageState(at, at, 0, 0)) with
        {
            BuiltAt = at, ExpiresAt = at + Kept, Size = size, Recordings = recordings, Contents = contents,
        };

    async Task EndAsync(
        TenantStore store, Stream target, PackageFacts facts, IReadOnlyList<PackagePart> parts, CancellationToken cancellationToken)
    {
        var segment = new ZipSegment(target, facts.BuiltAt);
        var rows = facts.Included.Select(RecordingRows.Of);
        await segment.DeflateAsync(
            "index.html", x => PackagePage.WriteAsync(x, facts, cancellationToken), strong: false, cancellationToken);
        await segment.DeflateAsync(
            "recordings.csv", x =>
                CsvTable.WriteAsync(x, RecordingRows.Columns, rows, cancellationToken), strong: false, cancellationToken);
        await segment.DeflateAsync(
            "recordings.xlsx",
            x => XlsxTable.WriteAsync(x, RecordingRows.Columns, rows, facts.BuiltAt, cancellationToken),
            strong: false,
            cancellationToken);
        await segment.DeflateAsync("data.json", x => PackageData.WriteAsync(x, facts, cancellationToken), strong: false, cancellationToken);
        var signed = await PackageSignature.SignAsync(
            vaults.Open(store.Scope), store.Tenant, facts, parts.SelectMany(x => x.Entries).Concat(segment.Entries), cancellationToken);
        await segment.DeflateAsync("package.json", signed, strong: false, cancellationToken);
        await ZipDirectory.WriteAsync(
            target, parts.Select(x => (x.Entries, x.Content.ClearLength)).Append((segment.Entries, segment.Length)), cancellationToken);
    }
}
