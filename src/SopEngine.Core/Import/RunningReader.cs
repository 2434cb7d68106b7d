namespace SopEngine.Core.Import;

/// <summary>Reads text whose columns are lost.</summary>
internal static class RunningReader
{
    public static ReadSop Read(DocumentForm document) => new(new(), [], [new(DoubtKind.TableMissing)], document.Pages.Count > 0 ? document.Pages[0].Number : 1, 1);
}
