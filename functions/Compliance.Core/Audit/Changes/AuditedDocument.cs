using Azure;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>A document that remembers which announced changes it took: whoever settles it after a crash knows what came of each.</summary>
public abstract record AuditedDocument
{
    internal const int ChangesKept = 8;

    /// <summary>The last changes by announced operations, newest first.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    public bool Took(PendingAudit operation) => Changes.Contains(operation.Change, StringComparer.Ordinal);

    /// <summary>The operation with what the document knows of when it was made.</summary>
    public virtual PendingAudit AsMade(PendingAudit operation) => operation;
}

public static class AuditedDocumentExtensions
{
    /// <summary>The document as the announced operation leaves it.</summary>
    public static T With<T>(this T document, PendingAudit operation)
        where T : AuditedDocument =>
        document with { Changes = [operation.Change, .. document.Changes.Take(AuditedDocument.ChangesKept - 1)] };
}

/// <summary>A document as it was read, and the version it had.</summary>
public abstract record Stored<TId, T>(TId Id, T Document, ETag ETag)
{
    /// <summary>
    /// Names this version in the audit log: an operation on it is one operation, however often it is tried; on the next version it is
    /// another.
    /// </summary>
    public string Version => AuditDigest.Of(ETag.ToString());
}

/// <summary>Where documents of one kind are kept.</summary>
public interface IAuditedDocuments<TId, T, TStored>
    where T : AuditedDocument
    where TStored : Stored<TId, T>
{
    Task<TStored?> FindAsync(TenantStore store, TId id, CancellationToken cancellationToken);

    /// <summary>Writes over exactly the version that was read; null when it is no longer there.</summary>
    Task<TStored?> TryReplaceAsync(TenantStore store, TStored read, T changed, CancellationToken cancellationToken);
}
