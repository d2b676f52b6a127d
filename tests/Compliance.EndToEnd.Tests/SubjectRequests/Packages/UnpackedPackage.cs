using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.SubjectRequests;

namespace Compliance.EndToEnd.Tests.SubjectRequests.Packages;

/// <summary>A package as somebody has it who unpacked it, read by another ZIP reader than ours.</summary>
sealed class UnpackedPackage
{
    readonly Dictionary<string, byte[]> files = new(StringComparer.Ordinal);

    public UnpackedPackage(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip), ZipArchiveMode.Read);
        foreach (var entry in archive.Entries)
        {
            using var content = entry.Open();
            using var copy = new MemoryStream();
            content.CopyTo(copy);
            files.Add(entry.FullName, copy.ToArray());
        }
    }

    /// <summary>Unpacks it into a folder.</summary>
    public void WriteTo(string folder)
    {
        foreach (var (path, content) in files)
        {
            var target = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var file = new FileStream(target, FileMode.CreateNew);
            file.Write(content);
        }
    }

    public IReadOnlyCollection<string> Paths => files.Keys;

    public byte[] this[string path] => files[path];

    public string Text(string path) => Encoding.UTF8.GetString(files[path]);

    public JsonNode Data => JsonNode.Parse(files["data.json"])!;

    /// <summary>Every file is listed with its hash, under the tenant's signature; nothing is missing and nothing is too much.</summary>
    public void Holds(IReadOnlyDictionary<string, ECParameters> keys)
    {
        Assert.True(SignedStatement.TryOpen(files["package.json"], Key, PackageSignature.Type, out var payload, out var problem), problem);
        var listed = JsonNode.Parse(payload)!["files"]!.AsArray().ToDictionary(
            x => x!["path"]!.GetValue<string>(), x => x!["sha256"]!.GetValue<string>(), StringComparer.Ordinal);
        Assert.Equal(listed.Keys.Order(StringComparer.Ordinal), files.Keys.Where(x => x != "package.json").Order(StringComparer.Ordinal));
        Assert.All(listed, x => Assert.Equal(x.Value, Convert.ToHexStringLower(SHA256.HashData(files[x.Key]))));
        ECParameters? Key(string kid) => keys.TryGetValue(kid, out var key) ? key : null;
    }

    public VconDocument Vcon(string recording, IReadOnlyDictionary<string, ECParameters> keys)
    {
        Assert.True(
            SignedVcon.TryOpen(
                files[$"vcon/{recording}.vcon"], kid => keys.TryGetValue(kid, out var key) ? key : null, out var vcon, out var problem),
            problem);
        foreach (var dialog in vcon.Dialog.Where(x => x.Filename is not null))
        {
            Assert.Equal(VconHash.Of(SHA512.HashData(files[dialog.Filename!])), dialog.ContentHash);
        }

        return vcon;
    }

    /// <summary>Searches every file, payloads of what is signed too.</summary>
    public IReadOnlyList<string> With(string needle)
    {
        var found = new List<string>();
        foreach (var (path, content) in files)
        {
            var text = Encoding.UTF8.GetString(content);
            if (JsonPayload(path, text) is { } payload)
            {
                text += payload;
            }

            if (text.Contains(needle, StringComparison.OrdinalIgnoreCase))
            {
                found.Add(path);
            }
        }

        return found;
    }

    static string? JsonPayload(string path, string text) =>
        path == "package.json" || path.EndsWith(".vcon", StringComparison.Ordinal)
            ? Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(JsonNode.Parse(text)!["payload"]!.GetValue<string>()))
            : null;
}
