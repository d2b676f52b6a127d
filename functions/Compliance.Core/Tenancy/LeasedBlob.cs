using Azure;
using Azure.Storage.Blobs.Models;

namespace Compliance.Tenancy;

/// <summary>
/// Distinguishes a leased blob from an outdated ETag. This system leases nothing that it writes, so a lease belongs to an outsider (a tool,
/// a backup, an operator) and may never expire. The service answers 412 in both cases, but reading again cures only an outdated ETag.
/// </summary>
public static class LeasedBlob
{
    public static bool IsLeased(this RequestFailedException failed) => failed.ErrorCode == BlobErrorCode.LeaseIdMissing;

    /// <summary>True if a conditional write lost to another one, so that reading again shows the current content.</summary>
    public static bool IsOvertaken(this RequestFailedException failed) =>
        failed.ErrorCode == BlobErrorCode.BlobAlreadyExists || (failed.Status == 412 && !failed.IsLeased());
}
