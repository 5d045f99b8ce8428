//! Pictures: what a figure shows and where its numbers come from, as data that can be kept and drawn again.

use super::{
    Documents, Figure, Provenance, acceptability, calendar, cumulative, difference, forest, funnel, heat, indices,
    lanes, line, network, pauses, ratios, region, remains, returned, routes, scatter, screening, shares, tornado,
    waiting,
};
use serde::{Deserialize, Serialize};

/// One figure, not yet drawn.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Picture {
    Network(network::NetworkData, Provenance),
    Returned(returned::ReturnedData, Provenance),
    Waiting(waiting::WaitingData, Provenance),
    Lanes(lanes::LanesData, Provenance),
    Funnel(funnel::FunnelData, Provenance),
    Pauses(pauses::PausesData, Provenance),
    Acceptability(acceptability::AcceptabilityData, Provenance),
    Difference(difference::DifferenceData, Provenance),
    Forest(forest::ForestData, Provenance),
    Routes(routes::RoutesData, Provenance),
    Line(line::LineData, Provenance),
    Heat(heat::HeatData, Provenance),
    Region(region::RegionData, Provenance),
    Scatter(scatter::ScatterData, Provenance),
    Tornado(tornado::TornadoData, Provenance),
    Screening(screening::ScreeningData, Provenance),
    Indices(indices::IndicesData, Provenance),
    Shares(shares::SharesData, Provenance),
    Calendar(calendar::CalendarData, Documents),
    Cumulative(cumulative::CumulativeData, Documents),
    Ratios(ratios::RatiosData, Documents),
    Remains(remains::RemainsData, Documents),
    /// Under a name of its own, because there are others of its kind.
    Named(String, Box<Picture>),
}

impl Picture {
    pub fn named(self, name: impl Into<String>) -> Picture {
        Picture::Named(name.into(), Box::new(self))
    }

    /// The name that its kind does not give it.
    pub fn own_name(&self) -> Option<&str> {
        match self {
            Picture::Named(name, _) => Some(name),
            _ => None,
        }
    }

    pub fn draw(&self) -> Figure {
        match self {
            Picture::Network(data, from) => network::draw(data, from),
            Picture::Returned(data, from) => returned::draw(data, from),
            Picture::Waiting(data, from) => waiting::draw(data, from),
            Picture::Lanes(data, from) => lanes::draw(data, from),
            Picture::Funnel(data, from) => funnel::draw(data, from),
            Picture::Pauses(data, from) => pauses::draw(data, from),
            Picture::Acceptability(data, from) => acceptability::draw(data, from),
            Picture::Difference(data, from) => difference::draw(data, from),
            Picture::Forest(data, from) => forest::draw(data, from),
            Picture::Routes(data, from) => routes::draw(data, from),
            Picture::Line(data, from) => line::draw(data, from),
            Picture::Heat(data, from) => heat::draw(data, from),
            Picture::Region(data, from) => region::draw(data, from),
            Picture::Scatter(data, from) => scatter::draw(data, from),
            Picture::Tornado(data, from) => tornado::draw(data, from),
            Picture::Screening(data, from) => screening::draw(data, from),
            Picture::Indices(data, from) => indices::draw(data, from),
            Picture::Shares(data, from) => shares::draw(data, from),
            Picture::Calendar(data, from) => calendar::draw(data, from),
            Picture::Cumulative(data, from) => cumulative::draw(data, from),
            Picture::Ratios(data, from) => ratios::draw(data, from),
            Picture::Remains(data, from) => remains::draw(data, from),
            Picture::Named(name, picture) => Figure { name: name.clone().into(), ..picture.draw() },
        }
    }
}
