using Azure;
using Azure.Storage.Blobs.Models;

namespace Compliance.Tenancy;

/// <summary>
/// A blob under somebody else's lease. Nothing here takes leases on what it writes, so one is a stranger's (a tool, a backup, an operator)
/// and may last for good. It answers 412, as a version that was overtaken does; but reading again cures only the latter.
/// </summary>
public static class LeasedBlob
{
    public static bool IsLeased(this RequestFailedException failed) => failed.ErrorCode == BlobErrorCode.LeaseIdMissing;

    /// <summary>Whether a conditional write lost to another, so that reading again shows what is there now.</summary>
    public static bool IsOvertaken(this RequestFailedException failed) =>
        failed.ErrorCode == BlobErrorCode.BlobAlreadyExists || (failed.Status == 412 && !failed.IsLeased());
}
