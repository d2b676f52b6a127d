using System.Globalization;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>The content of attachments, <c>requests/{requestId}/attachment-{attachmentId}-{part}</c>: sealed texts of 1 MiB each.</summary>
public sealed class CaseAttachments(SubjectRequestTexts texts)
{
    const int PartBytes = 1024 * 1024;

    public async Task PutAsync(
        TenantStore store, SubjectRequestId id, string attachment, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        for (var from = 0; from < content.Length; from += PartBytes)
        {
            var part = new Part(content.Slice(from, Math.Min(PartBytes, content.Length - from)));
            await texts.PutAsync(store, id, NameOf(attachment, from / PartBytes), part, cancellationToken);
        }
    }

    public async Task<byte[]> ReadAsync(
        TenantStore store, SubjectRequestId id, CaseAttachment attachment, CancellationToken cancellationToken)
    {
        var content = new byte[attachment.Size];
        for (var from = 0; from < content.Length; from += PartBytes)
        {
            var name = NameOf(attachment.AttachmentId, from / PartBytes);
            var part = await texts.FindAsync<Part>(store, id, name, cancellationToken)
                ?? throw new ManifestException("A part of an attachment is gone.");
            part.Content.CopyTo(content.AsMemory(from));
        }

        return content;
    }

    static string NameOf(string attachment, int part) => string.Create(CultureInfo.InvariantCulture, $"attachment-{attachment}-{part:D2}");

    sealed record Part(ReadOnlyMemory<byte> Content)
    {
        public override string ToString() => "Part(redacted)";
    }
}
