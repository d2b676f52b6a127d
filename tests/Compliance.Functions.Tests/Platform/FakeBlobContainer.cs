using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using System.Xml.Linq;

namespace Compliance.Functions.Tests.Platform;

/// <summary>Blobs of one container with all that was before them, as far as the account keeps it.</summary>
public sealed class FakeBlobContainer(FakeBlobAccount account, string name, TimeProvider clock)
{
    const int PageSize = 2;

    readonly List<FakeBlob> items = [];
    readonly Dictionary<string, Dictionary<string, byte[]>> blocks = new(StringComparer.Ordinal);
    int ticks;

    /// <summary>All that is stored, soft-deleted too.</summary>
    public IReadOnlyList<FakeBlob> Items => items;

    internal HttpResponseMessage Answer(HttpRequestMessage request, NameValueCollection query, string blob, byte[] body) =>
        (request.Method.Method, query["comp"]) switch
        {
            ("PUT", null) => Put(request, blob, body),
            ("PUT", "block") => PutBlock(blob, query["blockid"]!, body),
            ("PUT", "blocklist") => PutBlocks(request, blob, body),
            ("PUT", "snapshot") => TakeSnapshot(blob),
            ("PUT", "lease") => Lease(request, blob),
            ("GET" or "HEAD", null) => Read(request, query, blob),
            ("DELETE", null) => Delete(request, query, blob),
            _ => FakeBlobAnswer.Error(HttpStatusCode.BadRequest, "UnsupportedHere"),
        };

    /// <summary>What a SAS permits: <c>c</c> a new blob by one Put Blob; <c>w</c> blocks and overwriting too.</summary>
    internal bool Permits(string permissions, HttpMethod method, NameValueCollection query, string blob) =>
        method == HttpMethod.Put
        && query["comp"] is null or "block" or "blocklist"
        && (permissions.Contains('w', StringComparison.Ordinal)
            || (permissions.Contains('c', StringComparison.Ordinal) && query["comp"] is null && Base(blob) is null));

    internal HttpResponseMessage List(NameValueCollection query)
    {
        var include = (query["include"] ?? "").ToLowerInvariant().Split(',');
        var listed = items
            .Where(x => x.Name.StartsWith(query["prefix"] ?? "", StringComparison.Ordinal))
            .Where(x => !x.Deleted || include.Contains("deleted"))
            .Where(x => x.IsBase || x.Deleted || (x.Snapshot is null ? include.Contains("versions") : include.Contains("snapshots")))
            .Select(x => Element(x, include))
            .Concat(blocks.Keys
                .Where(x => include.Contains("uncommittedblobs") && Base(x) is null)
                .Where(x => x.StartsWith(query["prefix"] ?? "", StringComparison.Ordinal))
                .Select(Uncommitted))
            .ToList();
        var from = int.Parse(query["marker"] ?? "0", CultureInfo.InvariantCulture);
        var next = from + PageSize < listed.Count ? (from + PageSize).ToString(CultureInfo.InvariantCulture) : "";
        return FakeBlobAnswer.Of(HttpStatusCode.OK, new XElement(
            "EnumerationResults",
            new XAttribute("ServiceEndpoint", account.Endpoint),
            new XAttribute("ContainerName", name),
            new XElement("Blobs", listed.Skip(from).Take(PageSize)),
            new XElement("NextMarker", next)).ToString());
    }

    HttpResponseMessage Put(HttpRequestMessage request, string blob, byte[] body)
    {
        var current = Base(blob);
        if (Refused(request, current) is { } refusal)
        {
            return refusal;
        }

        if (current is not null)
        {
            Retire(current, overwritten: true);
        }

        blocks.Remove(blob);
        var written = new FakeBlob
        {
            Name = blob,
            Content = body,
            At = clock.GetUtcNow(),
            Version = account.Versioning ? Stamp() : null,
            Metadata = request.Headers.Where(x => x.Key.StartsWith("x-ms-meta-", StringComparison.OrdinalIgnoreCase))
                .ToDictionary(x => x.Key["x-ms-meta-".Length..], x => x.Value.Single(), StringComparer.OrdinalIgnoreCase),
        };
        items.Add(written);
        return Written(HttpStatusCode.Created, written);
    }

    HttpResponseMessage PutBlock(string blob, string id, byte[] body)
    {
        blocks.TryAdd(blob, new(StringComparer.Ordinal));
        blocks[blob][id] = body;
        return FakeBlobAnswer.Of(HttpStatusCode.Created);
    }

    HttpResponseMessage PutBlocks(HttpRequestMessage request, string blob, byte[] body)
    {
        var parts = blocks.GetValueOrDefault(blob) ?? [];
        var ids = XDocument.Load(new MemoryStream(body)).Root!.Elements().Select(x => x.Value).ToArray();
        return ids.All(parts.ContainsKey)
            ? Put(request, blob, [.. ids.SelectMany(x => parts[x])])
            : FakeBlobAnswer.Error(HttpStatusCode.BadRequest, "InvalidBlockList");
    }

    HttpResponseMessage TakeSnapshot(string blob)
    {
        if (Base(blob) is not { } current)
        {
            return FakeBlobAnswer.Error(HttpStatusCode.NotFound, "BlobNotFound");
        }

        var stamp = Stamp();
        items.Add(new FakeBlob
        {
            Name = blob, Content = current.Content, At = clock.GetUtcNow(), Metadata = current.Metadata, Snapshot = stamp, IsBase = false,
        });
        var answer = Written(HttpStatusCode.Created, current);
        answer.Headers.Add("x-ms-snapshot", stamp);
        return answer;
    }

    HttpResponseMessage Lease(HttpRequestMessage request, string blob)
    {
        if (Base(blob) is not { } current)
        {
            return FakeBlobAnswer.Error(HttpStatusCode.NotFound, "BlobNotFound");
        }

        if (Header(request, "x-ms-lease-action") == "acquire")
        {
            current.Lease = Header(request, "x-ms-proposed-lease-id") ?? "lease";
            var taken = Written(HttpStatusCode.Created, current);
            taken.Headers.Add("x-ms-lease-id", current.Lease);
            return taken;
        }

        if (current.Lease is null)
        {
            return FakeBlobAnswer.Error(HttpStatusCode.Conflict, "LeaseNotPresentWithLeaseOperation");
        }

        current.Lease = null;
        var broken = Written(HttpStatusCode.Accepted, current);
        broken.Headers.Add("x-ms-lease-time", "0");
        return broken;
    }

    HttpResponseMessage Read(HttpRequestMessage request, NameValueCollection query, string blob) =>
        Find(query, blob) is not { } found ? FakeBlobAnswer.Error(HttpStatusCode.NotFound, "BlobNotFound")
        : Refused(request, found, writes: false) ?? found.Answer(request);

    HttpResponseMessage Delete(HttpRequestMessage request, NameValueCollection query, string blob)
    {
        if (Find(query, blob) is not { } found)
        {
            return FakeBlobAnswer.Error(HttpStatusCode.NotFound, "BlobNotFound");
        }

        if (query["versionid"] is not null || query["snapshot"] is not null)
        {
            if (found.IsBase)
            {
                return FakeBlobAnswer.Error(HttpStatusCode.Forbidden, "OperationNotAllowedOnRootBlob");
            }

            Drop(found);
            return FakeBlobAnswer.Of(HttpStatusCode.Accepted);
        }

        if (Refused(request, found) is { } refusal)
        {
            return refusal;
        }

        var snapshots = items.Where(x => x.Name == blob && x.Snapshot is not null && !x.Deleted).ToArray();
        if (snapshots.Length > 0 && Header(request, "x-ms-delete-snapshots") is not "include")
        {
            return FakeBlobAnswer.Error(HttpStatusCode.Conflict, "SnapshotsPresent");
        }

        Array.ForEach(snapshots, Drop);
        Retire(found, overwritten: false);
        return FakeBlobAnswer.Of(HttpStatusCode.Accepted);
    }

    void Retire(FakeBlob current, bool overwritten)
    {
        current.IsBase = false;
        if (current.Version is null)
        {
            if (account.SoftDelete || overwritten)
            {
                current.Deleted = true;
            }

            if (!account.SoftDelete)
            {
                items.Remove(current);
            }
        }
    }

    void Drop(FakeBlob old)
    {
        if (account.SoftDelete)
        {
            old.Deleted = true;
        }
        else
        {
            items.Remove(old);
        }
    }

    FakeBlob? Base(string blob) => items.SingleOrDefault(x => x.Name == blob && x.IsBase);

    FakeBlob? Find(NameValueCollection query, string blob) => (query["versionid"], query["snapshot"]) switch
    {
        ({ } version, _) => items.SingleOrDefault(x => x.Name == blob && x.Version == version && !x.Deleted),
        (_, { } snapshot) => items.SingleOrDefault(x => x.Name == blob && x.Snapshot == snapshot && !x.Deleted),
        _ => Base(blob),
    };

    static HttpResponseMessage? Refused(HttpRequestMessage request, FakeBlob? current, bool writes = true) => 0 switch
    {
        _ when Header(request, "If-None-Match") == "*" && current is not null =>
            FakeBlobAnswer.Error(HttpStatusCode.Conflict, "BlobAlreadyExists"),
        _ when Header(request, "If-Match") is { } tag && tag != current?.ETag =>
            FakeBlobAnswer.Error(HttpStatusCode.PreconditionFailed, "ConditionNotMet"),
        _ when writes && current?.Lease is not null && Header(request, "x-ms-lease-id") != current.Lease =>
            FakeBlobAnswer.Error(HttpStatusCode.PreconditionFailed, "LeaseIdMissing"),
        _ => null,
    };

    static HttpResponseMessage Written(HttpStatusCode status, FakeBlob blob)
    {
        var answer = FakeBlobAnswer.Of(status);
        answer.Headers.ETag = new(blob.ETag);
        answer.Content.Headers.LastModified = blob.At;
        if (blob.Version is { } version)
        {
            answer.Headers.Add("x-ms-version-id", version);
        }

        return answer;
    }

    static XElement Element(FakeBlob blob, string[] include) => new(
        "Blob",
        new XElement("Name", blob.Name),
        new XElement("Deleted", blob.Deleted ? "true" : "false"),
        blob.Snapshot is null ? null : new XElement("Snapshot", blob.Snapshot),
        blob.Version is null ? null : new XElement("VersionId", blob.Version),
        blob is { IsBase: true, Version: not null } && include.Contains("versions") ? new XElement("IsCurrentVersion", "true") : null,
        Properties(blob.Content.Length, blob.ETag, blob.At));

    static XElement Uncommitted(string blob) => new(
        "Blob", new XElement("Name", blob), Properties(0, "\"0x0\"", DateTimeOffset.UnixEpoch));

    static XElement Properties(int length, string etag, DateTimeOffset at) => new(
        "Properties",
        new XElement("Last-Modified", at.ToString("R", CultureInfo.InvariantCulture)),
        new XElement("Etag", etag.Trim('"')),
        new XElement("Content-Length", length),
        new XElement("BlobType", "BlockBlob"));

    static string? Header(HttpRequestMessage request, string header) =>
        request.Headers.TryGetValues(header, out var values) ? string.Join(',', values) : null;

    string Stamp() => clock.GetUtcNow().AddTicks(++ticks).ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture);
}
