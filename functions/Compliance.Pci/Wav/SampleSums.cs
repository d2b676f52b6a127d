using System.Runtime.Intrinsics;

namespace Compliance.Pci;

static class SampleSums
{
    /// <summary>The sum of a few hundred samples and the sum of their squares.</summary>
    public static (float Sum, float Squares) Of(ReadOnlySpan<float> samples)
    {
        Vector256<float> sum = default, sumOdd = default, squares = default, squaresOdd = default;
        var i = 0;
        for (; i + 16 <= samples.Length; i += 16)
        {
            var x = Vector256.Create(samples[i..]);
            var y = Vector256.Create(samples[(i + 8)..]);
            sum += x;
            sumOdd += y;
            squares = Vector256.FusedMultiplyAdd(x, x, squares);
            squaresOdd = Vector256.FusedMultiplyAdd(y, y, squaresOdd);
        }

        var (total, power) = (Vector256.Sum(sum + sumOdd), Vector256.Sum(squares + squaresOdd));
        for (; i < samples.Length; i++)
        {
            total += samples[i];
            power += samples[i] * samples[i];
        }

        return (total, power);
    }
}
