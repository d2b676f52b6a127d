using Compliance.Tenancy;

namespace Compliance.Sealing;

public static class LeftOut
{
    /// <summary>
    /// A stored document, or null if it is not authentic, for walks over many: it has been reported where it was read, it decides nothing,
    /// and the others go on. Not where null itself would have something destroyed.
    /// </summary>
    public static async Task<T?> OrLeftOutAsync<T>(this Task<T?> read)
        where T : class
    {
        try
        {
            return await read;
        }
        catch (Exception forged) when (forged is UnauthenticDocumentException or ManifestException)
        {
            return null;
        }
    }
}
