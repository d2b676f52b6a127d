using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Recordings.State;

/// <summary>The emulator's accounts, with upload URLs that nobody calls: tests write the inbox themselves.</summary>
sealed class BenchStorage(TestStorageAccess inner) : StorageAccess
{
    public override BlobServiceClient Data(TenantScope scope) => inner.Data(scope);

    public override BlobServiceClient Keys(TenantScope scope) => inner.Keys(scope);

    public override BlobServiceClient Landing(TenantId identity) => inner.Landing(identity);

    public override Task<Uri> SignUploadAsync(
        TenantScope scope, string inboxBlobName, UploadMode mode, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        Task.FromResult(new Uri($"https://upload.invalid/{inboxBlobName}"));
}

/// <summary>Comes between two calls of the storage: before the one that is named, something else happens, whole.</summary>
sealed class Interruption : HttpPipelinePolicy
{
    Func<Task>? act;
    int at;
    int seen;

    /// <summary>Calls since it was set.</summary>
    public int Seen => seen;

    /// <param name="number">From 1.</param>
    public void Before(int number, Func<Task>? what) => (at, act, seen) = (number, what, 0);

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (Interlocked.Increment(ref seen) == at && Interlocked.Exchange(ref act, null) is { } once)
        {
            await once();
        }

        await ProcessNextAsync(message, pipeline);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();
}
