"""The carriers by which parcels go, and their pages that follow one."""

from urllib.parse import quote

from auction.orders.rows import Carrier

PAGES: dict[Carrier, str] = {
    "cj": "https://trace.cjlogistics.com/next/tracking.html?wblNo=",
    "post": "https://service.epost.go.kr/trace.RetrieveDomRigiTraceList.comm?sid1=",
    "hanjin": "https://www.hanjin.com/kor/CMS/DeliveryMgr/WaybillResult.do?mCode=MN038&schLang=KR&wblnumText2=",
    "lotte": "https://www.lotteglogis.com/home/reservation/tracking/linkView?InvNo=",
    "logen": "https://www.ilogen.com/web/personal/trace/",
    "gs25": "https://www.cvsnet.co.kr/invoice/tracking.do?invoice_no=",
    "cu": "https://www.cupost.co.kr/postbox/delivery/localResult.cupost?invoice_no=",
}


def tracking_page(carrier: Carrier, number: str) -> str | None:
    """Return the page of the carrier that follows this parcel; None for a carrier that we do not know."""
    page = PAGES.get(carrier)
    return f"{page}{quote(number.replace('-', ''), safe='')}" if page else None
