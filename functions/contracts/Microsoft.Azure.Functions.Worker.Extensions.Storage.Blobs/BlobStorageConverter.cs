using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Core;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

[SupportsDeferredBinding]
internal sealed class BlobStorageConverter : IInputConverter
{
    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) => ValueTask.FromResult(
        context?.Source is ModelBindingData
            ? ConversionResult.Failed(CompileTimeContract.NotSupported())
            : ConversionResult.Unhandled());
}
