using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Google.Protobuf;
using Unified.Batch.Spark;
using Unified.Batch.Spark.Protocol;

namespace Unified.Batch.Tests.Spark;

/// <summary>What an error means, where no server can be made to say it at will.</summary>
[TestClass]
public sealed class SparkFaultTests
{
    [TestMethod]
    [DataRow("INVALID_HANDLE.SESSION_CHANGED", "", nameof(SparkFault.SessionLost))]
    [DataRow("INVALID_HANDLE.SESSION_CLOSED", "", nameof(SparkFault.SessionLost))]
    [DataRow("INVALID_HANDLE.SESSION_NOT_FOUND", "", nameof(SparkFault.SessionLost))]
    [DataRow("", "Job 7 cancelled because SparkContext was shut down", nameof(SparkFault.SessionLost))]
    [DataRow("INVALID_HANDLE.OPERATION_NOT_FOUND", "", nameof(SparkFault.OperationLost))]
    [DataRow("INVALID_HANDLE.OPERATION_ABANDONED", "", nameof(SparkFault.OperationLost))]
    [DataRow("INVALID_CURSOR.POSITION_NOT_AVAILABLE", "", nameof(SparkFault.OperationLost))]
    [DataRow("INVALID_CURSOR.DISCONNECTED", "", nameof(SparkFault.Silent))]
    [DataRow("INVALID_HANDLE.FORMAT", "", nameof(SparkFault.Final))]
    [DataRow("DIVIDE_BY_ZERO", "", nameof(SparkFault.Final))]
    public void What_Spark_says_decides_and_not_the_code(string errorClass, string text, string fault)
    {
        foreach (var code in new[] { StatusCode.Internal, StatusCode.Unavailable, StatusCode.Unknown })
        {
            Assert.AreEqual(fault, SparkFaults.Of(Said(code, errorClass, text)).ToString());
        }
    }

    [TestMethod]
    [DataRow(StatusCode.Unavailable, "", nameof(SparkFault.Silent))]
    [DataRow(StatusCode.Cancelled, "", nameof(SparkFault.Silent))]
    [DataRow(StatusCode.ResourceExhausted, "too many streams", nameof(SparkFault.Silent))]
    [DataRow(StatusCode.ResourceExhausted, "gRPC message exceeds maximum size 134217728: 140000000", nameof(SparkFault.Final))]
    [DataRow(StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size.", nameof(SparkFault.Final))]
    [DataRow(StatusCode.Unauthenticated, "", nameof(SparkFault.Final))]
    [DataRow(StatusCode.Unknown, "", nameof(SparkFault.Final))]
    [DataRow(StatusCode.Internal, "", nameof(SparkFault.Final))]
    public void Where_Spark_says_nothing_the_code_decides(StatusCode code, string text, string fault) =>
        Assert.AreEqual(fault, SparkFaults.Of(new RpcException(new Grpc.Core.Status(code, text))).ToString());

    [TestMethod]
    public void A_connection_that_broke_is_silence_whatever_its_code() => Assert.AreEqual(
        SparkFault.Silent, SparkFaults.Of(new RpcException(new Grpc.Core.Status(StatusCode.Internal, "", new IOException("reset")))));

    [TestMethod]
    public void Details_that_were_cut_on_their_way_are_no_word_of_Spark() => Assert.IsFalse(SparkError.TryRead(
        new RpcException(new Grpc.Core.Status(StatusCode.Internal, ""), new Metadata { { "grpc-status-details-bin", [0x1A, 0x7F, 0x01] } }),
        out _));

    [TestMethod]
    [DataRow("Job aborted due to stage failure: Task 3 in stage 1.0 failed 4 times: ExecutorLostFailure (executor 2 exited)", true)]
    [DataRow("Job aborted due to stage failure: ShuffleMapStage 4 has failed: org.apache.spark.shuffle.FetchFailedException", true)]
    [DataRow("Job aborted due to stage failure: java.lang.OutOfMemoryError: Java heap space", true)]
    [DataRow("Job aborted due to stage failure: java.lang.ClassNotFoundException: nothing", false)]
    [DataRow("ExecutorLostFailure", false)]
    public void A_job_that_lost_its_hosts_may_be_tried_again(string text, bool passes) =>
        Assert.AreEqual(passes, SparkErrorClasses.Passes(new SparkError("", "", "org.apache.spark.SparkException", text, "")));

    private static RpcException Said(StatusCode code, string errorClass, string text)
    {
        var info = new ErrorInfo { Reason = "org.apache.spark.SparkException", Domain = "org.apache.spark" };
        info.Metadata["errorClass"] = errorClass;
        var status = new Unified.Batch.Spark.Protocol.Status { Details = { Any.Pack(info) } };
        return new RpcException(
            new Grpc.Core.Status(code, text), new Metadata { { "grpc-status-details-bin", status.ToByteArray() } });
    }
}
