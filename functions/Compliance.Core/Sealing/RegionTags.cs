using System.Security.Cryptography;

namespace Compliance.Sealing;

/// <summary>What is known of a sealed file's tags: a receipt to hold them against, or none yet, and they are noted.</summary>
abstract class RegionTags
{
    /// <summary>Nothing is known and nothing is noted: files encrypted at the source.</summary>
    public static RegionTags Unknown { get; } = new Ignored();

    /// <summary>Only these, in this order.</summary>
    public static RegionTags Expect(byte[] tags) => new Expected(tags);

    /// <summary>Any; they are kept in <see cref="Noted"/>.</summary>
    public static RegionTags Note(long regions) => new Recorded(new byte[regions * RegionLayout.TagLength]);

    /// <summary>The tags noted so far, by region.</summary>
    public virtual byte[] Noted => [];

    /// <summary>False if that region may not have that tag.</summary>
    public abstract bool Accept(long region, ReadOnlySpan<byte> tag);

    sealed class Ignored : RegionTags
    {
        public override bool Accept(long region, ReadOnlySpan<byte> tag) => true;
    }

    sealed class Expected(byte[] tags) : RegionTags
    {
        public override bool Accept(long region, ReadOnlySpan<byte> tag) => CryptographicOperations.FixedTimeEquals(
            tag, tags.AsSpan((int)region * RegionLayout.TagLength, RegionLayout.TagLength));
    }

    sealed class Recorded(byte[] tags) : RegionTags
    {
        public override byte[] Noted => tags;

        public override bool Accept(long region, ReadOnlySpan<byte> tag)
        {
            tag.CopyTo(tags.AsSpan((int)region * RegionLayout.TagLength));
            return true;
        }
    }
}
